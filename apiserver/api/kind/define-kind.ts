import { validateMeta, validateMetaUpdate } from './validate-meta.ts'
import { CauseCollector } from '../schema/causes.ts'
import { compileSchema } from '../schema/compile.ts'
import type { CompiledSchema } from '../schema/compile.ts'
import { isJsonObject } from '../schema/validate.ts'
import type { KindDefinition, ViewDefinition } from './kind-definition.ts'
import type { NameRule } from '../meta/names.ts'
import type { KubeObject } from '../meta/object.ts'

export interface KindParts extends ViewDefinition {
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
