import type { StatusCause } from '../api/meta/errors.ts'
import type { KindDefinition } from '../api/kinds.ts'
import type { KubeObject } from '../api/meta/object.ts'
import type { FieldReader } from '../api/selectors/selectors.ts'
import type { WriteContext } from './rest-storage.ts'

/** A write that is about to be done. */
export interface AuthorizedWrite {
  readonly next: Readonly<KubeObject>
  /** Missing for a creation. */
  readonly current: Readonly<KubeObject> | undefined
  /** True for a creation. */
  readonly specChanged: boolean
  readonly context: WriteContext
}

/** What is particular to one kind; the generic store does the rest. */
export interface Strategy {
  readonly kind: KindDefinition
  /** Whether `metadata.generation` counts changes of the spec. */
  readonly countsGenerations: boolean
  /** Whether an update without a resourceVersion overwrites whatever is there; otherwise it is 422. */
  readonly allowsUnconditionalUpdate: boolean
  /** What field selectors may name besides metadata.name and metadata.namespace. */
  readonly selectorFields?: Readonly<Record<string, FieldReader>>
  /** Changes a new object before defaults and validation: its types may be wrong. */
  prepareCreate?(object: KubeObject): void
  /** Changes the next object before defaults and validation: its types may be wrong. */
  prepareUpdate?(next: KubeObject, current: Readonly<KubeObject>): void
  /** Changes the next object before defaults and validation, when its status is written: its types may be wrong. */
  prepareStatusUpdate?(next: KubeObject, current: Readonly<KubeObject>): void
  /** What of a valid object this writer may not do; `current` is missing for a creation. */
  validate?(next: Readonly<KubeObject>, current: Readonly<KubeObject> | undefined, context: WriteContext): StatusCause[]
  /** Rejects with ApiError 403. Called for valid objects, and for updates that change something. */
  authorize?(write: AuthorizedWrite): Promise<void>
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
