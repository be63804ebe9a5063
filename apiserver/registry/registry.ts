import type { Authorizer } from '../auth/types.ts'
import type { ObjectCache } from './object-cache.ts'
import type { ResourceStore } from './resource-store.ts'
import type { RestStorage } from './rest-storage.ts'

export interface RegistryOptions {
  readonly cache: ObjectCache
  /** Asked whether a writer of a VirtualPod may also `create` edgedevices/hostshell of its device. */
  readonly authorizer: Authorizer
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

/** The stored kinds. */
export interface Registry {
  readonly edgeDevices: ResourceStore
  readonly virtualPods: ResourceStore
  readonly namespaces: ResourceStore
  /** All of them, for the HTTP layer. */
  readonly storages: readonly RestStorage[]
}

/** Builds the stores and creates the namespace `default` where it is missing. */
export async function createRegistry(options: RegistryOptions): Promise<Registry> {
  throw new Error(`not there yet: ${options.cache.progressRevision}`)
}
