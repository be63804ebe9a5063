import t from 'tap'
import { compileDefaults } from '../../../../apiserver/api/schema/defaults.ts'
import type { StructuralSchema } from '../../../../apiserver/api/schema/schema.ts'

const schema: StructuralSchema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      default: {},
      properties: {
        size: { type: 'integer', default: 3 },
        on: { type: 'boolean', default: true },
        note: { type: 'string' },
        deep: { type: 'object', properties: { x: { type: 'string', default: 'y' } } },
        labels: { type: 'object', additionalProperties: { type: 'string' } },
        list: { type: 'array', items: { type: 'object', properties: { v: { type: 'string', default: '' } } } },
        open: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      },
    },
  },
}

function defaulted(value: unknown): unknown {
  compileDefaults(schema)(value)
  return value
}

t.test('what is absent and has a default is set, also within what was absent', async (t) => {
  t.same(defaulted({}), { spec: { size: 3, on: true } })
})

t.test('what is there stays, also where it is falsy', async (t) => {
  t.same(defaulted({ spec: { size: 0, on: false, note: '' } }), { spec: { size: 0, on: false, note: '' } })
})

t.test('an object that is absent and has no default stays absent, one that is there is filled', async (t) => {
  t.same(defaulted({ spec: { deep: {} } }), { spec: { size: 3, on: true, deep: { x: 'y' } } })
})

t.test('null means absent', async (t) => {
  t.same(defaulted({ spec: { size: null, note: null, labels: { a: null, b: 'c' } } }), {
    spec: { size: 3, on: true, labels: { b: 'c' } },
  })
  t.same(defaulted({ spec: null }), { spec: { size: 3, on: true } })
})

t.test('elements of lists are filled, open objects are left alone', async (t) => {
  t.same(defaulted({ spec: { list: [{}, { v: 'a' }, 7], open: { a: null } } }), {
    spec: { size: 3, on: true, list: [{ v: '' }, { v: 'a' }, 7], open: { a: null } },
  })
})

t.test('it does not stumble over wrong types, and twice is as good as once', async (t) => {
  for (const value of [null, 3, 'x', [], { spec: 7 }, { spec: [] }, { spec: { list: {}, labels: [], deep: 'x' } }]) {
    const once = defaulted(structuredClone(value))
    t.same(defaulted(structuredClone(once)), once)
  }
})

t.test('two objects never share a default', async (t) => {
  const [a, b] = [defaulted({}), defaulted({})] as [{ spec: object }, { spec: object }]
  t.not(a.spec, b.spec)
})
