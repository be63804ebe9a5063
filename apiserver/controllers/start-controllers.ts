import type { Logger } from 'pino'
import type { ObjectCache } from '../registry/object-cache.ts'
import type { Registry } from '../registry/registry.ts'
import { GarbageCollector } from './garbage-collector.ts'
import { NamespaceController } from './namespace-controller.ts'
import { ObjectFeed } from './object-feed.ts'
import { VirtualPodController } from './virtual-pod-controller.ts'

export interface ControllersOptions {
  readonly registry: Registry
  readonly cache: ObjectCache
  readonly log: Logger
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

export interface Controllers {
  /** Stops all loops and waits for what is being written. Idempotent. */
  close(): Promise<void>
}

/** Starts garbage collection, namespace deletion, and the controller that gives each device its VirtualPod. */
export function startControllers({ registry, cache, log, now = Date.now }: ControllersOptions): Controllers {
  const { edgeDevices, virtualPods, namespaces } = registry
  const stores = [edgeDevices, virtualPods, namespaces]
  const handlers = [
    new GarbageCollector({ stores, log }),
    new NamespaceController({ namespaces, stores, log }),
    new VirtualPodController({ registry, log, now }),
  ]
  const feed = new ObjectFeed({ cache, stores, handlers, log })
  return {
    async close() {
      await feed.close()
      await Promise.all(handlers.map((handler) => handler.close()))
    },
  }
}
