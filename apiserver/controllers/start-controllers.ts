import type { Logger } from 'pino'
import type { Registry } from '../registry/registry.ts'
import type { ObjectCache } from '../registry/object-cache.ts'

export interface ControllersOptions {
  readonly registry: Registry
  readonly cache: ObjectCache
  readonly log: Logger
}

export interface Controllers {
  /** Stops all loops and waits for what is being written. Idempotent. */
  close(): Promise<void>
}

/** Starts garbage collection, namespace deletion, and the controller that gives each device its VirtualPod. */
export function startControllers(options: ControllersOptions): Controllers {
  throw new Error(`not there yet: ${options.registry.storages.length}`)
}
