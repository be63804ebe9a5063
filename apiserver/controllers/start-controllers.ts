import type { Logger } from 'pino'
import type { ObjectCache } from '../registry/object-cache.ts'
import type { Registry, StandaloneRegistry } from '../registry/registry.ts'
import type { ResourceStore } from '../registry/resource-store.ts'
import { GarbageCollector } from './garbage-collector.ts'
import { NamespaceController } from './namespace-controller.ts'
import { ObjectFeed } from './object-feed.ts'
import type { FeedHandler } from './object-feed.ts'
import { RoleAggregationController } from './role-aggregation-controller.ts'
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

/**
 * Starts garbage collection, namespace deletion, aggregation of roles, and the controller that gives each device its
 * VirtualPod: all that a server without a cluster needs.
 */
export function startControllers(options: ControllersOptions & { readonly registry: StandaloneRegistry }): Controllers {
  const { registry, log } = options
  const { edgeDevices, virtualPods, namespaces, rbac } = registry
  const stores = [edgeDevices, virtualPods, namespaces, ...rbac.stores]
  const handlers = [
    new GarbageCollector({ stores, log }),
    new NamespaceController({ namespaces, stores, log }),
    new RoleAggregationController({ clusterRoles: rbac.clusterRoles, log }),
    toVirtualPodController(options),
  ]
  return feed(handlers, { ...options, stores })
}

/** Starts what kube-controller-manager does not know of: the controller that gives each device its VirtualPod. */
export function startDeviceControllers(options: ControllersOptions): Controllers {
  const { edgeDevices, virtualPods } = options.registry
  return feed([toVirtualPodController(options)], { ...options, stores: [edgeDevices, virtualPods] })
}

function toVirtualPodController({ registry, log, now = Date.now }: ControllersOptions): VirtualPodController {
  return new VirtualPodController({ registry, log, now })
}

type Handler = FeedHandler & { close(): Promise<void> }

interface FeedSource {
  readonly cache: ObjectCache
  readonly stores: readonly ResourceStore[]
  readonly log: Logger
}

function feed(handlers: readonly Handler[], { cache, stores, log }: FeedSource): Controllers {
  const feed = new ObjectFeed({ cache, stores, handlers, log })
  return {
    async close() {
      await feed.close()
      await Promise.all(handlers.map((handler) => handler.close()))
    },
  }
}
