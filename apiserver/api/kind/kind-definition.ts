import type { StatusCause } from '../meta/errors.ts'
import type { KubeObject } from '../meta/object.ts'
import type { ResourceInfo } from '../meta/resource-info.ts'
import type { StructuralSchema } from '../schema/schema.ts'
import type { TableConverter } from './table.ts'

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
