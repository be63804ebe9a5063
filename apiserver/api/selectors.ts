import { ApiError } from './errors.ts'
import type { KubeObject } from './object.ts'

/** A parsed label and field selector. */
export interface Selector {
  /** True when it selects everything. */
  readonly empty: boolean
  /** The name that `fieldSelector=metadata.name=x` asks for. */
  readonly name?: string
  /** The namespace that `fieldSelector=metadata.namespace=x` asks for. */
  readonly namespace?: string
  matches(object: Readonly<KubeObject>): boolean
}

/** Reads the value of a field that a field selector may name; '' where the object has none. */
export type FieldReader = (object: Readonly<KubeObject>) => string

export interface SelectorSource {
  readonly labelSelector?: string | undefined
  readonly fieldSelector?: string | undefined
  /** Field labels supported besides metadata.name and metadata.namespace, such as `spec.nodeName` of pods. */
  readonly fields?: Readonly<Record<string, FieldReader>>
}

/** Selects everything. */
export const everything: Selector = { empty: true, matches: () => true }

/** Parses what a list or watch asks for. Throws ApiError 400. */
export function parseSelector(source: SelectorSource): Selector {
  throw new ApiError('InternalError', `not yet: ${Object.keys(source).join()}`)
}
