import type { ResourceAttributes } from '../auth/types.ts'
import type { Registry } from '../registry/registry.ts'
import type { RestStorage } from '../registry/rest-storage.ts'

export interface VirtualCore {
  /** core/v1 pods and nodes: get, list, watch. */
  readonly storages: readonly RestStorage[]
  /** What a request for core/v1 pods or nodes really is; others come back unchanged. */
  mapAttributes(attributes: ResourceAttributes): ResourceAttributes
}

/** The virtual core API at the server's root: pods are VirtualPods, nodes are EdgeDevices called NAME.NAMESPACE. */
export function createVirtualCore(options: { readonly registry: Registry }): VirtualCore {
  throw new Error(`not there yet: ${options.registry.storages.length}`)
}
