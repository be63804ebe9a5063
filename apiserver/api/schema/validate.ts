import { isJsonObject } from '../json/json.ts'
import { fieldPath, mapKeyPath } from './causes.ts'
import type { CauseCollector } from './causes.ts'
import type { StructuralSchema } from './schema.ts'

/** RFC 3339 with a time zone, as Go's time.RFC3339 reads it. */
const dateTimePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/

/** Collects in `out` what is wrong with the value at `path`. */
export type Validator = (value: unknown, path: string, out: CauseCollector) => void

interface Field {
  readonly name: string
  readonly validate: Validator
}

/**
 * How values are compared with a schema. Written here, and not left to a JSON Schema library: the number of errors must be
 * bounded while they are found, and each is a cause with a reason and a field. Unknown fields are no errors: see
 * `unknown-fields.ts`.
 */
export function compileValidator(schema: StructuralSchema): Validator {
  switch (schema.type) {
    case 'object':
      return objectValidator(schema)
    case 'array':
      return arrayValidator(schema)
    case 'string':
      return stringValidator(schema)
    case 'integer':
      return integerValidator(schema)
    case 'boolean':
      return (value, path, out) => {
        if (typeof value !== 'boolean') out.wrongType(path, value, 'boolean')
      }
    default:
      return () => {}
  }
}

function objectValidator(schema: StructuralSchema): Validator {
  const { required = [] } = schema
  const fields = Object.entries(schema.properties ?? {}).map(([name, one]) => ({
    name,
    validate: compileValidator(one),
  }))
  const validateMap = schema.additionalProperties && mapValidator(schema, schema.additionalProperties)
  return (value, path, out) => {
    if (!isJsonObject(value)) return out.wrongType(path, value, 'object')
    for (const name of required) {
      if (isAbsent(value, name)) out.required(fieldPath(path, name))
    }
    for (const field of fields) validateField(field, value, path, out)
    validateMap?.(value, path, out)
  }
}

function validateField(
  { name, validate }: Field,
  owner: Record<string, unknown>,
  path: string,
  out: CauseCollector,
): void {
  if (!isAbsent(owner, name) && !out.full) validate(owner[name], fieldPath(path, name), out)
}

function mapValidator(
  { maxProperties: max = Number.POSITIVE_INFINITY }: StructuralSchema,
  valueSchema: StructuralSchema,
): (value: Record<string, unknown>, path: string, out: CauseCollector) => void {
  const validate = compileValidator(valueSchema)
  return (value, path, out) => {
    const keys = Object.keys(value)
    if (keys.length > max) return out.tooMany(path, keys.length, max)
    for (const key of keys) {
      if (out.full) return
      validate(value[key], mapKeyPath(path, key), out)
    }
  }
}

function arrayValidator(schema: StructuralSchema): Validator {
  const { minItems: min = 0, maxItems: max = Number.POSITIVE_INFINITY } = schema
  const validate = compileValidator(schema.items ?? {})
  return (value, path, out) => {
    if (!Array.isArray(value)) return out.wrongType(path, value, 'array')
    if (value.length < min) return out.required(path)
    if (value.length > max) return out.tooMany(path, value.length, max)
    for (const [index, item] of value.entries()) {
      if (out.full) return
      validate(item, `${path}[${index}]`, out)
    }
    findDuplicates(schema, value, path, out)
  }
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

function stringValidator(schema: StructuralSchema): Validator {
  const { enum: values, minLength: min = 0, maxLength: max = Number.POSITIVE_INFINITY, format } = schema
  return (value, path, out) => {
    if (typeof value !== 'string') return out.wrongType(path, value, 'string')
    if (values && !values.includes(value)) return out.notSupported(path, value, values)
    if (value === '' && min > 0) return out.required(path)
    if (isLonger(value, max)) return out.tooLong(path, max)
    if (format === 'date-time' && !isDateTime(value)) {
      out.invalid(path, value, 'must be a time in RFC 3339, such as 2006-01-02T15:04:05Z')
    }
  }
}

/** In UTF-8, of which a character of a string takes three bytes at most. */
function isLonger(value: string, maxBytes: number): boolean {
  return value.length * 3 > maxBytes && (value.length > maxBytes || Buffer.byteLength(value) > maxBytes)
}

function isDateTime(value: string): boolean {
  return value.length <= 40 && dateTimePattern.test(value) && !Number.isNaN(Date.parse(value))
}

function integerValidator(schema: StructuralSchema): Validator {
  const { minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER } = schema
  return (value, path, out) => {
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) return out.wrongType(path, value, 'integer')
    if (value < minimum || value > maximum) out.invalid(path, value, rangeText(schema))
  }
}

function rangeText({ minimum, maximum }: StructuralSchema): string {
  if (minimum !== undefined && maximum !== undefined) return `must be between ${minimum} and ${maximum}, inclusive`
  if (minimum !== undefined) return `must be greater than or equal to ${minimum}`
  return `must be less than or equal to ${maximum}`
}

function isAbsent(object: Record<string, unknown>, name: string): boolean {
  const value = object[name]
  return value === undefined || value === null || !Object.hasOwn(object, name)
}
