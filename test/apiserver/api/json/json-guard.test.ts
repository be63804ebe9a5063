import t from 'tap'
import { checkDepth, findDuplicateKeys, maxJsonDepth } from '../../../../apiserver/api/json/json-guard.ts'
import { growth } from '../../../support/growth.ts'

t.test('JSON may nest to the bound, and no deeper', async (t) => {
  const nest = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
  t.doesNotThrow(() => checkDepth(nest(maxJsonDepth)))
  t.throws(() => checkDepth(nest(maxJsonDepth + 1)), { code: 400 })
  t.throws(() => checkDepth('{"a":'.repeat(1_000_000)), { code: 400 })
  t.doesNotThrow(() => checkDepth(`[${'[],'.repeat(1000)}[]]`))
})

t.test('brackets in strings do not count, whatever is escaped', async (t) => {
  t.doesNotThrow(() => checkDepth(JSON.stringify('['.repeat(1000))))
  t.doesNotThrow(() => checkDepth(JSON.stringify(`\\"${'{'.repeat(1000)}\\`)))
  t.doesNotThrow(() => checkDepth('"unfinished \\'))
})

t.test('keys that are there twice are found, with their paths', async (t) => {
  const cases: readonly [string, readonly string[]][] = [
    ['{"a":1,"b":2}', []],
    ['{"a":1,"a":2}', ['a']],
    ['{"a":1,"a":2,"a":3}', ['a', 'a']],
    ['{"spec":{"x":1,"y":{"x":1},"x":2}}', ['spec.x']],
    ['{"l":[{"a":1},{"a":1,"a":2}],"m":{"a":1}}', ['l[1].a']],
    ['{"l":[[1,2],["a",{"b":0,"b":0}]]}', ['l[1][1].b']],
    ['{"a":"a","b":"a"}', []],
    ['{"a" : 1 , "\\u0061"\n: 2}', ['a']],
    ['{"q\\"":1,"q\\"":2}', ['q"']],
    ['{"a":"\\"","a":"{\\"a\\":1"}', ['a']],
    ['{"__proto__":1,"__proto__":2,"constructor":1}', ['__proto__']],
    ['["a","a"]', []],
    ['"a"', []],
  ]
  for (const [text, paths] of cases) {
    t.doesNotThrow(() => JSON.parse(text))
    t.same(findDuplicateKeys(text), paths, text)
  }
})

t.test('their number and length are bounded', async (t) => {
  const many = `{${Array(10_000).fill('"a":1').join(',')}}`
  t.equal(findDuplicateKeys(many).length, 100)
  t.equal(findDuplicateKeys(many, 3).length, 3)
  const key = JSON.stringify('k'.repeat(1_000_000))
  t.ok((findDuplicateKeys(`{${key}:1,${key}:2}`)[0]?.length ?? 0) <= 512)
})

t.test('the time of a scan is in proportion to the text', async (t) => {
  const scan = (keys: number): void => {
    const text = JSON.stringify(Object.fromEntries(Array.from({ length: keys }, (_, index) => [`key-${index}`, 'v'])))
    checkDepth(text)
    t.same(findDuplicateKeys(text), [])
  }
  t.ok(growth(scan, { size: 12_500, factor: 16 }) < 64)
})
