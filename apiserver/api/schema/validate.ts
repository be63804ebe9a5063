import { fieldPath, mapKeyPath } from './causes.ts'
import type { CauseCollector } from './causes.ts'
import type { StructuralSchema } from './schema.ts'

/** RFC 3339 with a time zone, as Go's time.RFC3339 reads it. */
const dateTimePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/

/**
 * Compares a value with a schema and collects what is wrong, in Kubernetes' words. Written here, and not left to a
 * JSON Schema library: the number of errors must be bounded while they are found, and each is a cause with a
 * reason and a field. Unknown fields are no errors: see `unknown-fields.ts`.
 */
export function validateSchema(schema: StructuralSchema, value: unknown, path: string, out: CauseCollector): void {
  if (out.full) return
  switch (schema.type) {
    case 'object':
      return validateObject(schema, value, path, out)
    case 'array':
      return validateArray(schema, value, path, out)
    case 'string':
      return validateString(schema, value, path, out)
    case 'integer':
      return validateInteger(schema, value, path, out)
    case 'boolean':
      if (typeof value !== 'boolean') out.wrongType(path, value, 'boolean')
  }
}

/** A JSON object, and neither null nor an array. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function validateObject(schema: StructuralSchema, value: unknown, path: string, out: CauseCollector): void {
  if (!isJsonObject(value)) return out.wrongType(path, value, 'object')
  for (const name of schema.required ?? []) {
    if (isAbsent(value, name)) out.required(fieldPath(path, name))
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (!isAbsent(value, name)) validateSchema(property, value[name], fieldPath(path, name), out)
  }
  if (schema.additionalProperties) validateMap(schema, schema.additionalProperties, value, { path, out })
}

function validateMap(
  schema: StructuralSchema,
  valueSchema: StructuralSchema,
  value: Record<string, unknown>,
  { path, out }: { path: string; out: CauseCollector },
): void {
  const keys = Object.keys(value)
  const max = schema.maxProperties ?? Number.POSITIVE_INFINITY
  if (keys.length > max) return out.tooMany(path, keys.length, max)
  for (const key of keys) {
    if (out.full) return
    validateSchema(valueSchema, value[key], mapKeyPath(path, key), out)
  }
}

function validateArray(schema: StructuralSchema, value: unknown, path: string, out: CauseCollector): void {
  if (!Array.isArray(value)) return out.wrongType(path, value, 'array')
  if (value.length < (schema.minItems ?? 0)) return out.required(path)
  const max = schema.maxItems ?? Number.POSITIVE_INFINITY
  if (value.length > max) return out.tooMany(path, value.length, max)
  for (const [index, item] of value.entries()) {
    if (out.full) return
    if (schema.items) validateSchema(schema.items, item, `${path}[${index}]`, out)
  }
  findDuplicates(schema, value, path, out)
}

/** Items of a set, and keys of a list-map, occur once. */
function findDuplicates(schema: StructuralSchema, items: readonly unknown[], path: string, out: CauseCollector): void {
  const keys = schema['x-kubernetes-list-map-keys']
  if (keys === undefined && schema['x-kubernetes-list-type'] !== 'set') return
  const seen = new Set<unknown>()
  for (const [index, item] of items.entries()) {
    const key = keys === undefined ? item : itemKey(item, keys)
    if (key === undefined) continue
    if (seen.has(key)) out.duplicate(keys?.length === 1 ? `${path}[${index}].${keys[0]}` : `${path}[${index}]`, key)
    seen.add(key)
  }
}

/** All lists of ours have one key; with more, the key is their JSON. */
function itemKey(item: unknown, keys: readonly string[]): unknown {
  if (!isJsonObject(item)) return undefined
  const [first] = keys
  return keys.length === 1 && first !== undefined ? item[first] : JSON.stringify(keys.map((key) => item[key]))
}

function validateString(schema: StructuralSchema, value: unknown, path: string, out: CauseCollector): void {
  if (typeof value !== 'string') return out.wrongType(path, value, 'string')
  if (schema.enum && !schema.enum.includes(value)) return out.notSupported(path, value, schema.enum)
  if (value === '' && (schema.minLength ?? 0) > 0) return out.required(path)
  const max = schema.maxLength ?? Number.POSITIVE_INFINITY
  if (value.length > max || Buffer.byteLength(value) > max) return out.tooLong(path, max)
  if (schema.format === 'date-time' && !isDateTime(value)) {
    out.invalid(path, value, 'must be a time in RFC 3339, such as 2006-01-02T15:04:05Z')
  }
}

function isDateTime(value: string): boolean {
  return value.length <= 40 && dateTimePattern.test(value) && !Number.isNaN(Date.parse(value))
}

function validateInteger(schema: StructuralSchema, value: unknown, path: string, out: CauseCollector): void {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return out.wrongType(path, value, 'integer')
  const { minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER } = schema
  if (value >= minimum && value <= maximum) return
  out.invalid(path, value, rangeText(schema))
}

function rangeText({ minimum, maximum }: StructuralSchema): string {
  if (minimum !== undefined && maximum !== undefined) return `must be between ${minimum} and ${maximum}, inclusive`
  if (minimum !== undefined) return `must be greater than or equal to ${minimum}`
  return `must be less than or equal to ${maximum}`
}

function isAbsent(object: Record<string, unknown>, name: string): boolean {
  return !Object.hasOwn(object, name) || object[name] === undefined || object[name] === null
}
