import t from 'tap'
import { ApiError } from '../../../../apiserver/api/meta/errors.ts'
import { applyJsonPatch, applyMergePatch } from '../../../../apiserver/api/patch/patch.ts'
import type { KubeObject } from '../../../../apiserver/api/meta/object.ts'

type Operation = Record<string, unknown>

function object(): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'X',
    metadata: { name: 'x' },
    spec: { list: ['a', 'b'], map: { 'a/b': 1, 'm~n': 2 } },
  }
}

function specAfter(...operations: Operation[]): unknown {
  return applyJsonPatch(object(), operations)['spec']
}

function refusal(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof ApiError) return `${error.code} ${error.message}`
    throw error
  }
  return 'accepted'
}

function refusalOf(...operations: unknown[]): string {
  return refusal(() => applyJsonPatch(object(), operations))
}

t.test('every operation of RFC 6902 works', async (t) => {
  const { list, map } = object()['spec'] as { list: string[]; map: object }
  t.same(specAfter({ op: 'add', path: '/spec/list/1', value: 'x' }), { list: ['a', 'x', 'b'], map })
  t.same(specAfter({ op: 'add', path: '/spec/list/-', value: 'x' }), { list: ['a', 'b', 'x'], map })
  t.same(specAfter({ op: 'add', path: '/spec/list/2', value: 'x' }), { list: ['a', 'b', 'x'], map })
  t.same(specAfter({ op: 'add', path: '/spec/new', value: { a: 1 } }), { list, map, new: { a: 1 } })
  t.same(specAfter({ op: 'add', path: '/spec/list', value: null }), { list: null, map })
  t.same(specAfter({ op: 'remove', path: '/spec/list/0' }), { list: ['b'], map })
  t.same(specAfter({ op: 'remove', path: '/spec/map/a~1b' }), { list, map: { 'm~n': 2 } })
  t.same(specAfter({ op: 'replace', path: '/spec/map/m~0n', value: 3 }), { list, map: { 'a/b': 1, 'm~n': 3 } })
  t.same(specAfter({ op: 'move', from: '/spec/list/0', path: '/spec/first' }), { list: ['b'], map, first: 'a' })
  t.same(specAfter({ op: 'move', from: '/spec/list/0', path: '/spec/list/1' }), { list: ['b', 'a'], map })
  t.same(specAfter({ op: 'move', from: '/spec/list', path: '/spec/list' }), { list, map })
  t.same(specAfter({ op: 'copy', from: '/spec/list', path: '/spec/twin' }), { list, map, twin: list })
  t.same(specAfter({ op: 'test', path: '/spec/map', value: { 'm~n': 2, 'a/b': 1 } }), { list, map })
  const whole = { ...object(), spec: 1 }
  t.same(applyJsonPatch(object(), [{ op: 'replace', path: '', value: whole }]), whole)
})

t.test('what was copied or added is independent of where it came from', async (t) => {
  const value = { deep: [1] }
  const operations = [
    { op: 'add', path: '/spec/one', value },
    { op: 'copy', from: '/spec/one', path: '/spec/two' },
    { op: 'add', path: '/spec/two/deep/-', value: 2 },
    { op: 'remove', path: '/spec/list/0' },
  ]
  const before = object()
  const after = applyJsonPatch(before, operations)
  t.same(after['spec'], { list: ['b'], map: { 'a/b': 1, 'm~n': 2 }, one: { deep: [1] }, two: { deep: [1, 2] } })
  t.same(value, { deep: [1] })
  t.same(before, object())
})

t.test('an operation that does not apply is 422 and named', async (t) => {
  const cases: readonly [Operation, RegExp][] = [
    [{ op: 'remove', path: '/spec/nope' }, /operation 0 \("remove" "\/spec\/nope"\): there is no "nope"/],
    [{ op: 'remove', path: '/spec/list/2' }, /no element "2"/],
    [{ op: 'remove', path: '/spec/list/-' }, /no element "-"/],
    [{ op: 'remove', path: '' }, /cannot be removed/],
    [{ op: 'replace', path: '/spec/nope/deep', value: 1 }, /there is no "nope"/],
    [{ op: 'replace', path: '/spec/list/2', value: 1 }, /no element "2"/],
    [{ op: 'test', path: '/spec/nope', value: 1 }, /not the one/],
    [{ op: 'test', path: '/spec/nope/deep', value: null }, /there is no "nope"/],
    [{ op: 'test', path: '/spec/list/2', value: null }, /no element "2"/],
    [{ op: 'add', path: '/spec/nope/deep', value: 1 }, /there is no "nope"/],
    [{ op: 'add', path: '/spec/list/3', value: 1 }, /no element "3"/],
    [{ op: 'add', path: '/spec/list/01', value: 1 }, /no element "01"/],
    [{ op: 'add', path: '/spec/list/1e0', value: 1 }, /no element "1e0"/],
    [{ op: 'add', path: '/spec/list/length', value: 9 }, /no element "length"/],
    [{ op: 'add', path: '/kind/x', value: 1 }, /neither object nor list/],
    [{ op: 'test', path: '/kind', value: 'Y' }, /not the one that was tested for/],
    [{ op: 'test', path: '/spec/list', value: ['b', 'a'] }, /not the one/],
    [{ op: 'move', from: '/spec', path: '/spec/map/x' }, /into itself/],
    [{ op: 'copy', path: '/spec/x' }, /from must be a JSON pointer/],
    [{ op: 'add', path: 'spec', value: 1 }, /path must be a JSON pointer/],
    [{ op: 'add', path: '/spec/~2', value: 1 }, /path must be a JSON pointer/],
    [{ op: 'add', path: '/spec/x' }, /value is missing/],
    [{ op: 'merge', path: '/spec/x' }, /op must be one of/],
    [{ path: '/spec/x' }, /op must be one of/],
  ]
  for (const [operation, message] of cases) {
    const answer = refusalOf(operation)
    t.match(answer, /^422 the patch does not apply: operation 0 /, JSON.stringify(operation))
    t.match(answer, message, JSON.stringify(operation))
  }
})

t.test('a field that is missing may be replaced, and is null for a test, as in Kubernetes', async (t) => {
  const { list, map } = object()['spec'] as { list: string[]; map: object }
  t.same(specAfter({ op: 'replace', path: '/spec/new', value: 1 }), { list, map, new: 1 })
  t.same(specAfter({ op: 'test', path: '/spec/new', value: null }), { list, map })
  t.match(refusalOf({ op: 'test', path: '/spec/list', value: null }), /^422 .*not the one/)
})

t.test('a patch leaves an object with metadata, or is refused', async (t) => {
  t.match(refusalOf({ op: 'replace', path: '', value: [] }), /^422 /)
  t.match(refusalOf({ op: 'remove', path: '/metadata' }), /^422 /)
  t.match(refusalOf({ op: 'replace', path: '/metadata', value: 'x' }), /^422 /)
  t.match(
    refusal(() => applyMergePatch(object(), { metadata: null })),
    /^422 /,
  )
})

t.test('what is no patch is 400, and too many operations are 413', async (t) => {
  for (const patch of [null, {}, 'x', [1], [[]], [null]]) {
    t.match(
      refusal(() => applyJsonPatch(object(), patch)),
      /^400 /,
      JSON.stringify(patch),
    )
  }
  for (const patch of [null, [], 'x', 1])
    t.match(
      refusal(() => applyMergePatch(object(), patch)),
      /^400 /,
    )
  const test = { op: 'test', path: '/kind', value: 'X' }
  t.same(
    applyJsonPatch(
      object(),
      Array.from({ length: 10_000 }, () => test),
    ),
    object(),
  )
  t.match(
    refusal(() =>
      applyJsonPatch(
        object(),
        Array.from({ length: 10_001 }, () => test),
      ),
    ),
    /^413 .*10000, got 10001/,
  )
})

t.test('nobody reaches a prototype', async (t) => {
  const value = { polluted: true }
  for (const path of ['/__proto__/polluted', '/constructor/prototype/polluted', '/spec/list/__proto__/polluted']) {
    t.match(refusalOf({ op: 'add', path, value: true }), /^422 /, path)
  }
  const added = applyJsonPatch(object(), [{ op: 'add', path: '/spec/__proto__', value }])['spec'] as object
  t.ok(Object.hasOwn(added, '__proto__'))
  const merged = applyMergePatch(object(), JSON.parse('{"spec":{"__proto__":{"polluted":true}}}'))['spec'] as object
  t.ok(Object.hasOwn(merged, '__proto__'))
  for (const one of [added, merged, {}]) {
    t.equal((one as { polluted?: boolean }).polluted, undefined)
    t.not(Object.getPrototypeOf(one), value)
  }
})

t.test('copies that double the document end before they fill the memory', async (t) => {
  const deep = Array.from({ length: 200 }, () => ({ op: 'copy', from: '/spec', path: '/spec/x' }))
  t.match(refusalOf(...deep), /^422 .*nested deeper than 128/)
  const wide = Array.from({ length: 64 }, (_, index) => ({ op: 'copy', from: '/spec', path: `/spec/x${index}` }))
  t.match(refusalOf(...wide), /^422 .*copies or moves too much/)
})

t.test('inserting at the front of a long list again and again ends soon', async (t) => {
  const long = { op: 'add', path: '/spec/list', value: Array(100_000).fill(0) }
  const inserts = Array.from({ length: 9_000 }, () => ({ op: 'add', path: '/spec/list/0', value: 1 }))
  t.match(refusalOf(long, ...inserts), /^422 .*too much/)
})

t.test('no patch makes an object deeper than what is taken as a body', async (t) => {
  const deepen = Array.from({ length: 300 }, (_, depth) => ({
    op: 'add',
    path: `/spec${'/d'.repeat(depth + 1)}`,
    value: {},
  }))
  t.match(refusalOf(...deepen), /^422 .*deeper than 128/)
  const move = [...deepen.slice(0, 100), { op: 'add', path: '/other', value: {} }]
  const nested = [
    ...move,
    ...deepen.slice(0, 90).map(({ path }) => ({ op: 'add', path: path.replace('/spec', '/other'), value: {} })),
  ]
  t.match(
    refusalOf(...nested, { op: 'move', from: '/spec', path: `/other${'/d'.repeat(90)}/m` }),
    /^422 .*deeper than 128/,
  )
})

t.test('merge patches do what RFC 7386 says', async (t) => {
  const cases: readonly [object, object, object][] = [
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ]
  for (const [spec, patch, expected] of cases) {
    const before = { ...object(), spec }
    const copy = structuredClone(before)
    t.same(applyMergePatch(before, { spec: patch })['spec'], expected, JSON.stringify(patch))
    t.same(before, copy, 'the object stays as it was')
  }
})
