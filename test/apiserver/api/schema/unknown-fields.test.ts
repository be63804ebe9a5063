import t from 'tap'
import { compileUnknownFields } from '../../../../apiserver/api/schema/unknown-fields.ts'
import type { StructuralSchema } from '../../../../apiserver/api/schema/schema.ts'

const schema: StructuralSchema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        name: { type: 'string' },
        labels: { type: 'object', additionalProperties: { type: 'string' } },
        list: { type: 'array', items: { type: 'object', properties: { v: { type: 'string' } } } },
        open: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      },
    },
  },
}

const { unknownFields, pruneUnknownFields } = compileUnknownFields(schema)

t.test('unknown fields are told by their paths, and exactly they are pruned', async (t) => {
  const value = {
    top: 1,
    spec: { name: 'x', nmae: 'y', labels: { any: 'z' }, list: [{ v: '' }, { w: 1 }], open: { free: { deep: 1 } } },
  }
  t.same(unknownFields(value), ['top', 'spec.nmae', 'spec.list[1].w'])
  pruneUnknownFields(value)
  t.same(value, { spec: { name: 'x', labels: { any: 'z' }, list: [{ v: '' }, {}], open: { free: { deep: 1 } } } })
  t.same(unknownFields(value), [])
})

t.test('names of Object.prototype are unknown like any other', async (t) => {
  const value = JSON.parse(
    '{"constructor":1,"toString":2,"__proto__":{"polluted":true},"spec":{"valueOf":3}}',
  ) as object
  t.same(unknownFields(value), ['constructor', 'toString', '__proto__', 'spec.valueOf'])
  pruneUnknownFields(value)
  t.equal(JSON.stringify(value), '{"spec":{}}')
})

t.test('paths are bounded in number, pruning is not', async (t) => {
  const value = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`x${index}`, index]))
  t.equal(unknownFields(value).length, 100)
  pruneUnknownFields(value)
  t.same(value, {})
})

t.test('wrong types are left to validation', async (t) => {
  for (const value of [null, 1, [], { spec: [] }, { spec: { list: { a: 1 }, labels: 3 } }]) {
    t.same(unknownFields(value), [])
  }
})
