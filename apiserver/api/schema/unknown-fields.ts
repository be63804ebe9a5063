import { isJsonObject } from '../json/json.ts'
import { fieldPath, mapKeyPath, maxCauses } from './causes.ts'
import type { CauseCollector } from './causes.ts'
import { compileDefaults } from './defaults.ts'
import type { StructuralSchema } from './schema.ts'
import { compileValidator } from './validate.ts'

/** Told of each unknown field; returns false to end the walk. */
type Visit = (path: string, owner: Record<string, unknown>, name: string) => boolean

/** Goes as deep as the schema does, never as deep as the value. False when `visit` ended it. */
type Walk = (value: unknown, path: string, visit: Visit) => boolean

/** `unknownFields` and `pruneUnknownFields` of a schema. */
export function compileUnknownFields(
  schema: StructuralSchema,
): Pick<CompiledSchema, 'unknownFields' | 'pruneUnknownFields'> {
  const walk = compileWalk(schema)
  return {
    unknownFields(value) {
      const paths: string[] = []
      walk?.(value, '', (path) => paths.push(path) < maxCauses)
      return paths
    },
    pruneUnknownFields: (value) => void walk?.(value, '', (_path, owner, name) => delete owner[name]),
  }
}

/** Undefined where nothing can be unknown: such values are not looked at. */
function compileWalk(schema: StructuralSchema): Walk | undefined {
  if (schema['x-kubernetes-preserve-unknown-fields'] === true) return undefined
  if (schema.items?.type === 'object') return walkItems(compileWalk(schema.items))
  if (schema.type !== 'object') return undefined
  const { additionalProperties } = schema
  if (additionalProperties === undefined) return walkFields(schema.properties ?? {})
  return additionalProperties.type === 'object' ? walkMap(compileWalk(additionalProperties)) : undefined
}

function walkFields(properties: Readonly<Record<string, StructuralSchema>>): Walk {
  const known = new Map(Object.entries(properties).map(([name, property]) => [name, compileWalk(property)]))
  return (value, path, visit) => {
    if (!isJsonObject(value)) return true
    for (const name of Object.keys(value)) {
      const walk = known.get(name)
      if (walk === undefined && known.has(name)) continue
      const at = fieldPath(path, name)
      if (!(walk === undefined ? visit(at, value, name) : walk(value[name], at, visit))) return false
    }
    return true
  }
}

function walkItems(walk: Walk | undefined): Walk | undefined {
  if (walk === undefined) return undefined
  return (value, path, visit) =>
    !Array.isArray(value) || value.every((item, index) => walk(item, `${path}[${index}]`, visit))
}

function walkMap(walk: Walk | undefined): Walk | undefined {
  if (walk === undefined) return undefined
  return (value, path, visit) =>
    !isJsonObject(value) || Object.keys(value).every((key) => walk(value[key], mapKeyPath(path, key), visit))
}

/** What a schema says of values. Values of a wrong type are left to `validate`, by all others. */
export interface CompiledSchema {
  /**
   * Changes `value`: drops nulls of known fields, for null means absent in the Kubernetes API, and sets what is absent
   * and has a default.
   */
  applyDefaults(value: unknown): void
  /** Collects what is wrong, in Kubernetes' words. Unknown fields are no errors. */
  validate(value: unknown, out: CauseCollector): void
  /** Paths of fields that the schema does not know, such as `spec.containers[0].nmae`; at most `maxCauses`. */
  unknownFields(value: unknown): string[]
  /** Changes `value`: removes all fields that the schema does not know. */
  pruneUnknownFields(value: unknown): void
}

/**
 * Reads a schema once, for every object that comes: nothing of the schema is looked up again when a value is held against
 * it. The schema must not change afterwards.
 */
export function compileSchema(schema: StructuralSchema): CompiledSchema {
  const validate = compileValidator(schema)
  return {
    applyDefaults: compileDefaults(schema),
    validate: (value, out) => validate(value, '', out),
    ...compileUnknownFields(schema),
  }
}
