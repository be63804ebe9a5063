import t from 'tap'
import { cloneJson, jsonEqual } from '../../../apiserver/api/json/json.ts'

t.test('a copy is equal and shares nothing', async (t) => {
  const value = { a: [1, { b: null }], c: { d: 'x' }, e: true }
  const copy = cloneJson(value)
  t.strictSame(copy, value)
  t.not(copy.a[1], value.a[1])
  t.not(copy.c, value.c)
})

t.test('a copy does not take a prototype from the text', async (t) => {
  const copy = cloneJson(JSON.parse('{"__proto__":{"polluted":true},"a":1}') as Record<string, unknown>)
  t.equal(copy['polluted'], undefined)
  t.equal(Object.getPrototypeOf(copy), Object.prototype)
})

t.test('equality is that of JSON', async (t) => {
  t.ok(jsonEqual({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 }))
  const unequal: readonly (readonly [unknown, unknown])[] = [
    [{ a: 1 }, { a: 1, b: 1 }],
    [{ a: 1, b: 1 }, { a: 1 }],
    [{ a: undefined }, { b: undefined }],
    [
      [1, 2],
      [2, 1],
    ],
    [[], {}],
    [null, {}],
    ['1', 1],
    [0, false],
  ]
  for (const [a, b] of unequal) t.notOk(jsonEqual(a, b), JSON.stringify([a, b]))
})
