import type { ResourceInfo } from '../meta/resource-info.ts'

/** A resource that the documents describe. Its schema is found by group, version and kind: see `schemas.ts`. */
export interface OpenApiResource {
  readonly info: ResourceInfo
  /** As in discovery: get, list, watch, create, update, patch, delete, deletecollection. */
  readonly verbs: readonly string[]
  readonly subresources: readonly OpenApiSubresource[]
  /** The media types of patches that it takes, the same for its subresources; none where it is not patched. */
  readonly patchTypes: readonly string[]
}

export interface OpenApiSubresource {
  /** Such as `status` or `exec`. */
  readonly name: string
  /** As in discovery: the kind that it answers with; its schema is shown where we have one. */
  readonly kind: string
  /** As in discovery: get, update, patch, create. */
  readonly verbs: readonly string[]
  /** True where it is a stream (exec, portforward, log): its answer has no schema. */
  readonly stream: boolean
}

export interface OpenApiOptions {
  readonly resources: readonly OpenApiResource[]
  /** As `/version` tells it: gitVersion. */
  readonly serverVersion: string
}

export interface GroupVersionKind {
  readonly group: string
  readonly version: string
  readonly kind: string
}
