import { isJsonObject } from '../json/json.ts'
import type { StructuralSchema } from './schema.ts'

/** Changes a value as its schema has it; see `CompiledSchema`. */
export type ApplyDefaults = (value: unknown) => void

/** What is to be done with one field of an object. */
interface Field {
  readonly name: string
  /** A copy of its own for everyone; absent where there is no default. */
  readonly copyDefault: (() => unknown) | undefined
  readonly apply: ApplyDefaults
}

/** `applyDefaults` of a schema. */
export function compileDefaults(schema: StructuralSchema): ApplyDefaults {
  const fields = Object.entries(schema.properties ?? {}).map(([name, property]) => toField(name, property))
  const applyToItem = schema.items?.properties === undefined ? undefined : compileDefaults(schema.items)
  const isMap = schema.additionalProperties !== undefined
  return (value) => {
    if (typeof value !== 'object' || value === null) return
    if (Array.isArray(value)) {
      if (applyToItem !== undefined) for (const item of value) applyToItem(item)
    } else if (isJsonObject(value)) {
      if (isMap) dropNulls(value)
      else for (const field of fields) applyToField(field, value)
    }
  }
}

function toField(name: string, schema: StructuralSchema): Field {
  return { name, copyDefault: toCopier(schema.default), apply: compileDefaults(schema) }
}

function toCopier(value: unknown): Field['copyDefault'] {
  if (value === undefined) return undefined
  if (typeof value !== 'object') return () => value
  const json = JSON.stringify(value)
  return () => JSON.parse(json) as unknown
}

function applyToField({ name, copyDefault, apply }: Field, owner: Record<string, unknown>): void {
  const current = Object.hasOwn(owner, name) ? owner[name] : undefined
  if (current !== undefined && current !== null) return apply(current)
  if (copyDefault !== undefined) {
    const value = copyDefault()
    owner[name] = value
    apply(value)
  } else if (current === null) delete owner[name]
}

function dropNulls(map: Record<string, unknown>): void {
  for (const key of Object.keys(map)) {
    if (map[key] === null) delete map[key]
  }
}
