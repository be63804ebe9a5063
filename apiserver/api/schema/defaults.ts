import { isJsonObject } from './validate.ts'
import type { StructuralSchema } from './schema.ts'

/**
 * Changes `value`: drops nulls of known fields, for null means absent in the Kubernetes API, and sets what is absent
 * and has a default. Values of a wrong type are left to validation.
 */
export function applySchemaDefaults(schema: StructuralSchema, value: unknown): void {
  if (Array.isArray(value)) return applyToItems(schema, value)
  if (!isJsonObject(value)) return
  if (schema.additionalProperties) return dropNulls(value)
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    applyToProperty(property, value, name)
  }
}

function applyToProperty(schema: StructuralSchema, owner: Record<string, unknown>, name: string): void {
  const current = Object.hasOwn(owner, name) ? owner[name] : undefined
  if (current === undefined || current === null) {
    if (schema.default === undefined) {
      if (current === null) delete owner[name]
      return
    }
    owner[name] = structuredClone(schema.default)
  }
  if (typeof owner[name] === 'object') applySchemaDefaults(schema, owner[name])
}

function applyToItems(schema: StructuralSchema, items: readonly unknown[]): void {
  const { items: itemSchema } = schema
  if (itemSchema?.properties === undefined) return
  for (const item of items) applySchemaDefaults(itemSchema, item)
}

function dropNulls(map: Record<string, unknown>): void {
  for (const key of Object.keys(map)) {
    if (map[key] === null) delete map[key]
  }
}
