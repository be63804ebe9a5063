import { isJsonObject } from '../json/json.ts'
import type { StatusCause } from '../meta/errors.ts'
import type { NameRule } from '../meta/names.ts'
import type { KubeObject } from '../meta/object.ts'
import type { ResourceInfo } from '../meta/resource-info.ts'
import { CauseCollector } from '../schema/causes.ts'
import { compileSchema } from '../schema/unknown-fields.ts'
import type { CompiledSchema } from '../schema/unknown-fields.ts'
import type { StructuralSchema } from '../schema/schema.ts'
import type { TableConverter } from './table.ts'
import { validateMeta, validateMetaUpdate } from './validate-meta.ts'

interface KindParts extends ViewDefinition {
  readonly nameRule: NameRule
  /** What a schema cannot say. Called when all types are right; required fields may still be missing. */
  readonly validate?: (object: Readonly<KubeObject>, out: CauseCollector) => void
  readonly validateUpdate?: (next: Readonly<KubeObject>, old: Readonly<KubeObject>, out: CauseCollector) => void
}

/** Makes a kind that can be stored out of its schema and what a schema cannot say. */
export function defineKind(parts: KindParts): KindDefinition {
  const { info, table, schema } = parts
  const compiled = compileSchema(schema)
  return {
    info,
    table,
    schema,
    hasStatus: schema.properties?.['status'] !== undefined,
    applyDefaults: compiled.applyDefaults,
    validate: (object) => validateObject(parts, compiled, object).causes,
    validateUpdate(next, old) {
      const out = new CauseCollector()
      validateMetaUpdate(next.metadata, old.metadata, out)
      parts.validateUpdate?.(next, old, out)
      return out.causes
    },
    unknownFields: compiled.unknownFields,
    pruneUnknownFields: compiled.pruneUnknownFields,
  }
}

function validateObject(parts: KindParts, schema: CompiledSchema, object: Readonly<KubeObject>): CauseCollector {
  const out = new CauseCollector()
  schema.validate(object, out)
  const mistyped = out.causes.flatMap(({ reason, field }) => (reason === 'FieldValueTypeInvalid' ? [field ?? ''] : []))
  const { namespaced } = parts.info
  if (!isJsonObject(object) || mistyped.some((field) => field.startsWith('metadata'))) return out
  validateMeta(object.metadata ?? {}, { namespaced, nameRule: parts.nameRule }, out)
  if (mistyped.length === 0) parts.validate?.(object, out)
  return out
}

/** A kind that can be shown: all that the virtual core API needs of pods and nodes. */
export interface ViewDefinition {
  readonly info: ResourceInfo
  readonly table: TableConverter
  readonly schema: StructuralSchema
}

/** A kind that can be stored. The functions are pure; those that say so change the object in place. */
export interface KindDefinition extends ViewDefinition {
  readonly hasStatus: boolean
  /**
   * Changes `object`: drops nulls of known fields and sets what is absent and has a default. To be called before
   * `validate`; harmless when called twice, and on values of wrong types.
   */
  applyDefaults(object: KubeObject): void
  /** All that is wrong with the object by itself, metadata included; at most 100 causes. Empty when it is valid. */
  validate(object: Readonly<KubeObject>): StatusCause[]
  /** What is wrong with the change: immutable fields and illegal transitions. `next` is valid by itself. */
  validateUpdate(next: Readonly<KubeObject>, old: Readonly<KubeObject>): StatusCause[]
  /** Paths such as `spec.containers[0].nmae` of fields that the schema does not know; at most 100. */
  unknownFields(object: Readonly<KubeObject>): string[]
  /** Changes `object`: removes exactly the fields that `unknownFields` would tell, without a limit. */
  pruneUnknownFields(object: KubeObject): void
}
