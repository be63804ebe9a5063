import type { CauseCollector } from './causes.ts'
import { compileDefaults } from './defaults.ts'
import type { StructuralSchema } from './schema.ts'
import { compileUnknownFields } from './unknown-fields.ts'
import { compileValidator } from './validate.ts'

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
