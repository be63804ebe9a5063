/** Objects as they are on the wire: plain JSON values. Kubernetes API conventions apply. */

export interface ObjectMeta {
  name: string
  generateName?: string
  namespace?: string
  uid?: string
  resourceVersion?: string
  generation?: number
  creationTimestamp?: string
  deletionTimestamp?: string
  deletionGracePeriodSeconds?: number
  labels?: Record<string, string>
  annotations?: Record<string, string>
  ownerReferences?: OwnerReference[]
  finalizers?: string[]
  managedFields?: unknown[]
}

export interface OwnerReference {
  apiVersion: string
  kind: string
  name: string
  uid: string
  controller?: boolean
  blockOwnerDeletion?: boolean
}

export interface KubeObject {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  [field: string]: unknown
}

export interface Condition {
  type: string
  status: 'True' | 'False' | 'Unknown'
  reason: string
  message: string
  lastTransitionTime: string
  observedGeneration?: number
}

/** One object as the cache holds it. Never changed; `bytes` are its JSON with resourceVersion, ready to send. */
export interface StoredObject {
  readonly object: Readonly<KubeObject>
  readonly bytes: Uint8Array
  readonly revision: number
}

/** The group and version in which Tables and PartialObjectMetadata are asked for. */
export type MetaVersion = 'meta.k8s.io/v1' | 'meta.k8s.io/v1beta1'

interface PartialObjectMetadata {
  readonly kind: 'PartialObjectMetadata'
  readonly apiVersion: MetaVersion
  readonly metadata: Readonly<ObjectMeta>
}

/** `as=PartialObjectMetadata`: shares the metadata with its argument. */
export function toPartialObjectMetadata(
  object: Readonly<KubeObject>,
  apiVersion: MetaVersion = 'meta.k8s.io/v1',
): PartialObjectMetadata {
  return { kind: 'PartialObjectMetadata', apiVersion, metadata: object.metadata }
}
