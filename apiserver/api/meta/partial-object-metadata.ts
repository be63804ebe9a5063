import type { ObjectMeta, KubeObject } from './object.ts'

/** The group and version in which Tables and PartialObjectMetadata are asked for. */
export type MetaVersion = 'meta.k8s.io/v1' | 'meta.k8s.io/v1beta1'

export interface PartialObjectMetadata {
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
