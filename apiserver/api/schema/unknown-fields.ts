import { fieldPath, mapKeyPath, maxCauses } from './causes.ts'
import { isJsonObject } from './validate.ts'
import type { StructuralSchema } from './schema.ts'

/** Told of each unknown field; returns false to end the walk. */
type Visit = (path: string, owner: Record<string, unknown>, name: string) => boolean

/** Paths of fields that the schema does not know, such as `spec.containers[0].nmae`; at most `maxCauses`. */
export function findUnknownFields(schema: StructuralSchema, value: unknown): string[] {
  const paths: string[] = []
  walk(schema, value, '', (path) => paths.push(path) < maxCauses)
  return paths
}

/** Changes `value`: removes all fields that the schema does not know. */
export function pruneUnknownFields(schema: StructuralSchema, value: unknown): void {
  walk(schema, value, '', (_path, owner, name) => delete owner[name])
}

/** Goes as deep as the schema does, never as deep as the value. False when `visit` ended it. */
function walk(schema: StructuralSchema, value: unknown, path: string, visit: Visit): boolean {
  if (schema['x-kubernetes-preserve-unknown-fields'] === true) return true
  if (Array.isArray(value)) return walkItems(schema.items, value, path, visit)
  if (schema.type !== 'object' || !isJsonObject(value)) return true
  if (schema.additionalProperties) return walkMap(schema.additionalProperties, value, path, visit)
  const properties = schema.properties ?? {}
  return Object.keys(value).every((name) => {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined
    const at = fieldPath(path, name)
    return property ? walk(property, value[name], at, visit) : visit(at, value, name)
  })
}

function walkItems(
  schema: StructuralSchema | undefined,
  items: readonly unknown[],
  path: string,
  visit: Visit,
): boolean {
  if (schema?.type !== 'object') return true
  return items.every((item, index) => walk(schema, item, `${path}[${index}]`, visit))
}

function walkMap(schema: StructuralSchema, map: Record<string, unknown>, path: string, visit: Visit): boolean {
  if (schema.type !== 'object') return true
  return Object.keys(map).every((key) => walk(schema, map[key], mapKeyPath(path, key), visit))
}
