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
