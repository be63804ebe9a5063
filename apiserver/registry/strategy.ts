import type { StatusCause } from '../api/errors.ts'
import type { KindDefinition } from '../api/kinds.ts'
import type { KubeObject } from '../api/object.ts'
import type { WriteContext } from './rest-storage.ts'

/** What is particular to one kind; the generic store does the rest. */
export interface Strategy {
  readonly kind: KindDefinition
  /** Whether `metadata.generation` counts changes of the spec. */
  readonly countsGenerations: boolean
  /** Whether an update without a resourceVersion overwrites whatever is there; otherwise it is 422. */
  readonly allowsUnconditionalUpdate: boolean
  /** Changes a new object before defaults and validation: its types may be wrong. */
  prepareCreate?(object: KubeObject): void
  /** Changes the next object before defaults and validation: its types may be wrong. */
  prepareUpdate?(next: KubeObject, current: Readonly<KubeObject>): void
  /** What of a valid object this writer may not do; `current` is missing for a creation. */
  validate?(next: Readonly<KubeObject>, current: Readonly<KubeObject> | undefined, context: WriteContext): StatusCause[]
  /** Rejects with ApiError 403. Called for valid objects, for an update only when it changes the spec. */
  authorize?(next: Readonly<KubeObject>, context: WriteContext): Promise<void>
  /** Sets what the server knows of a new, valid object. */
  complete?(object: KubeObject): void
  /** Throws ApiError when the object may never be deleted. */
  checkDelete?(object: Readonly<KubeObject>): void
  /** Whether something other than `metadata.finalizers` keeps a deleted object. */
  isHeld?(object: Readonly<KubeObject>): boolean
  /** Changes an object whose deletion begins. */
  beginDelete?(next: KubeObject): void
  /** Changes an object so that it is no longer held. */
  release?(next: KubeObject): void
}
