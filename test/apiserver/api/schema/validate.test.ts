import t from 'tap'
import { CauseCollector } from '../../../../apiserver/api/schema/causes.ts'
import { compileValidator } from '../../../../apiserver/api/schema/validate.ts'
import type { StructuralSchema } from '../../../../apiserver/api/schema/schema.ts'

function causesOf(schema: StructuralSchema, value: unknown) {
  const out = new CauseCollector()
  compileValidator(schema)(value, 'f', out)
  return out.causes
}

function messagesOf(schema: StructuralSchema, value: unknown): string[] {
  return causesOf(schema, value).map(({ reason, field, message }) => `${reason} ${field} ${message}`)
}

t.test('types are told apart as JSON does', async (t) => {
  const types = ['object', 'array', 'string', 'integer', 'boolean'] as const
  const values = [{}, [], 'x', 1, true, null]
  for (const type of types) {
    const wrong = values.filter((value) => causesOf({ type }, value).length > 0)
    t.equal(wrong.length, values.length - 1, type)
    for (const value of wrong) t.equal(causesOf({ type }, value)[0]?.reason, 'FieldValueTypeInvalid')
  }
})

t.test('a wrong type quotes the value, but never the content of one that holds others', async (t) => {
  t.same(messagesOf({ type: 'integer' }, 'x'), ['FieldValueTypeInvalid f Invalid value: "x": must be of type integer'])
  t.same(messagesOf({ type: 'string' }, { secret: 1 }), [
    'FieldValueTypeInvalid f Invalid value: "object": must be of type string',
  ])
})

t.test('numbers that are no integers, or not exact, are of a wrong type', async (t) => {
  for (const value of [1.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY]) {
    t.equal(causesOf({ type: 'integer' }, value)[0]?.reason, 'FieldValueTypeInvalid', String(value))
  }
})

t.test('bounds of integers are told as a range where both are given', async (t) => {
  t.same(messagesOf({ type: 'integer', minimum: 1, maximum: 9 }, 10), [
    'FieldValueInvalid f Invalid value: 10: must be between 1 and 9, inclusive',
  ])
  t.same(messagesOf({ type: 'integer', minimum: 1 }, 0), [
    'FieldValueInvalid f Invalid value: 0: must be greater than or equal to 1',
  ])
  t.same(messagesOf({ type: 'integer', maximum: 1 }, 2), [
    'FieldValueInvalid f Invalid value: 2: must be less than or equal to 1',
  ])
  t.same(causesOf({ type: 'integer', minimum: 1, maximum: 9 }, 9), [])
})

t.test('an unsupported value comes with the supported ones', async (t) => {
  t.same(messagesOf({ type: 'string', enum: ['grpc', 'mqtt'] }, 'x'), [
    'FieldValueNotSupported f Unsupported value: "x": supported values: "grpc", "mqtt"',
  ])
})

t.test('lengths count bytes, and an empty string of a required length is missing', async (t) => {
  const schema: StructuralSchema = { type: 'string', minLength: 1, maxLength: 4 }
  t.same(messagesOf(schema, ''), ['FieldValueRequired f Required value'])
  t.same(messagesOf(schema, 'ééé'), ['FieldValueTooLong f Too long: may not be more than 4 bytes'])
  t.same(causesOf(schema, 'éé'), [])
})

t.test('times are RFC 3339', async (t) => {
  const schema: StructuralSchema = { type: 'string', format: 'date-time' }
  for (const time of ['2026-11-21T08:00:00Z', '2026-11-21T08:00:00.123456Z', '2026-11-21T08:00:00+01:00']) {
    t.same(causesOf(schema, time), [], time)
  }
  for (const time of ['', '2026', '2026-13-01T00:00:00Z', '2026-11-21 08:00:00Z', '2026-11-21T08:00:00']) {
    t.equal(causesOf(schema, time)[0]?.reason, 'FieldValueInvalid', time)
  }
})

t.test('required fields that are absent or null are told, by their path', async (t) => {
  const schema: StructuralSchema = {
    type: 'object',
    required: ['a', 'b'],
    properties: { a: { type: 'string' }, b: { type: 'string' } },
  }
  t.same(messagesOf(schema, { b: null }), [
    'FieldValueRequired f.a Required value',
    'FieldValueRequired f.b Required value',
  ])
})

t.test('a name of Object.prototype is not a field that is there', async (t) => {
  const properties = Object.fromEntries([['toString', { type: 'string' } as const]])
  t.same(messagesOf({ type: 'object', required: ['toString'], properties }, {}), [
    'FieldValueRequired f.toString Required value',
  ])
})

t.test('lists: elements have paths, keys of list-maps and elements of sets occur once', async (t) => {
  const named: StructuralSchema = {
    type: 'array',
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['name'],
    items: { type: 'object', properties: { name: { type: 'string' } } },
  }
  t.same(messagesOf(named, [{ name: 'a' }, { name: 1 }, { name: 'a' }, {}, {}]), [
    'FieldValueTypeInvalid f[1].name Invalid value: 1: must be of type string',
    'FieldValueDuplicate f[2].name Duplicate value: "a"',
  ])
  const set: StructuralSchema = { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'integer' } }
  t.same(messagesOf(set, [1, 2, 1]), ['FieldValueDuplicate f[2] Duplicate value: 1'])
})

t.test('lists and maps that are too long are told once, and not walked', async (t) => {
  const list: StructuralSchema = { type: 'array', maxItems: 2, items: { type: 'string' } }
  t.same(messagesOf(list, [1, 2, 3]), ['FieldValueTooMany f Too many: 3: must have at most 2 items'])
  const map: StructuralSchema = { type: 'object', maxProperties: 1, additionalProperties: { type: 'string' } }
  t.same(messagesOf(map, { a: 1, b: 2 }), ['FieldValueTooMany f Too many: 2: must have at most 1 items'])
  t.same(messagesOf({ type: 'array', minItems: 1 }, []), ['FieldValueRequired f Required value'])
})

t.test('causes are bounded in number and size, whatever is sent', async (t) => {
  const schema: StructuralSchema = { type: 'object', additionalProperties: { type: 'string' } }
  const key = 'k'.repeat(10_000)
  const value = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`${index}${key}`, index]))
  const causes = causesOf(schema, value)
  t.equal(causes.length, 100)
  t.ok(JSON.stringify(causes).length < 100_000)
  const [long] = causesOf({ type: 'integer' }, 'x'.repeat(1_000_000))
  t.ok((long?.message?.length ?? 0) < 300)
})
