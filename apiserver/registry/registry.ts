import { ApiError } from '../api/meta/errors.ts'
import { namespaceKind } from '../api/kinds.ts'
import type { EscalationGuard } from '../auth/rbac/escalation.ts'
import type { Authorizer } from '../auth/types.ts'
import { asKubernetesKind, createRbacStores } from './rbac-stores.ts'
import type { RbacStores } from './rbac-stores.ts'
import { ListSnapshots } from './list-snapshots.ts'
import { createNamespaceLifecycle } from './namespace-lifecycle.ts'
import type { NamespaceGuard } from './namespace-guard.ts'
import type { ObjectCache } from './object-cache.ts'
import { createProfileAuthorizer } from './profile-authorizer.ts'
import { ResourceStore } from './resource-store.ts'
import type { RestStorage } from './rest-storage.ts'
import { createEdgeDeviceStrategy } from './strategies/edge-device.ts'
import { createNamespaceStrategy, defaultNamespace } from './strategies/namespace.ts'
import { createVirtualPodStrategy } from './strategies/virtual-pod.ts'
import { systemContext } from './system-context.ts'
import type { Ticker } from './watch-opener.ts'

export interface RegistryOptions {
  readonly cache: ObjectCache
  /** Asked whether a writer of a VirtualPod may also `create` edgedevices/hostshell of its device. */
  readonly authorizer: Authorizer
  /** Milliseconds since the epoch. */
  readonly now?: () => number
  /** Makes a name from a `generateName`. */
  readonly newName?: (base: string) => string
  /** When watches send bookmarks; every minute by default. */
  readonly ticker?: Ticker
}

/** The kinds that are stored in every mode. */
export interface Registry {
  readonly edgeDevices: ResourceStore
  readonly virtualPods: ResourceStore
  /** All that are stored, for the HTTP layer. */
  readonly storages: readonly RestStorage[]
}

/** With what a cluster would have beside them. */
export interface StandaloneRegistry extends Registry {
  readonly namespaces: ResourceStore
  readonly rbac: RbacStores
}

export interface StandaloneRegistryOptions extends RegistryOptions {
  /** Asked before anything is granted by a role or a binding. */
  readonly guard: EscalationGuard
}

/** Builds the stores, with those of tenancy, and creates the namespace `default` where it is missing. */
export async function createRegistry(options: StandaloneRegistryOptions): Promise<StandaloneRegistry> {
  const shared = toShared(options)
  const lifecycle = createNamespaceLifecycle(options.cache)
  const devices = createDeviceStores(shared, lifecycle)
  const namespaces = new ResourceStore({ ...shared, strategy: createNamespaceStrategy() })
  const rbac = createRbacStores({ ...shared, guard: options.guard, namespaces: lifecycle })
  await ensureDefaultNamespace(namespaces)
  return { ...devices, namespaces, rbac, storages: [...devices.storages, oneByOne(namespaces), ...rbac.storages] }
}

/** Builds the stores where the namespaces are somebody else's. */
export function createClusterRegistry(options: RegistryOptions & { readonly namespaces: NamespaceGuard }): Registry {
  return createDeviceStores(toShared(options), options.namespaces)
}

type Shared = RegistryOptions & { readonly now: () => number; readonly snapshots: ListSnapshots }

/** One set of snapshots: they are bounded together. */
function toShared(options: RegistryOptions): Shared {
  return { ...options, now: options.now ?? Date.now, snapshots: new ListSnapshots() }
}

function createDeviceStores(shared: Shared, namespaces: NamespaceGuard): Registry {
  const { authorizer, now } = shared
  const inNamespaces = { ...shared, namespaces }
  const edgeDevices = new ResourceStore({ ...inNamespaces, strategy: createEdgeDeviceStrategy({ now }) })
  const virtualPodStrategy = createVirtualPodStrategy({
    now,
    findDevice: (namespace, name) => edgeDevices.peek({ namespace, name })?.object,
    authorizeProfile: createProfileAuthorizer(authorizer),
  })
  const virtualPods = new ResourceStore({ ...inNamespaces, strategy: virtualPodStrategy })
  return { edgeDevices, virtualPods, storages: [edgeDevices, virtualPods] }
}

/** Without deletecollection: as in Kubernetes, no single request deletes all namespaces. */
function oneByOne(namespaces: ResourceStore): RestStorage {
  const { deleteCollection: _none, ...storage } = asKubernetesKind(namespaces, namespaceKind)
  return storage
}

async function ensureDefaultNamespace(namespaces: ResourceStore): Promise<void> {
  const name = defaultNamespace
  if (namespaces.peek({ name }) !== undefined) return
  try {
    await namespaces.create({}, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, systemContext('registry'))
  } catch (error) {
    if (!(error instanceof ApiError) || error.reason !== 'AlreadyExists') throw error
  }
}
