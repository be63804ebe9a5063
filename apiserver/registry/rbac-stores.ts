import type { KindDefinition } from '../api/kinds.ts'
import { clusterRoleBindingKind, clusterRoleKind, roleBindingKind, roleKind } from '../api/kinds/rbac/kinds.ts'
import type { EscalationGuard } from '../auth/rbac/escalation.ts'
import { ResourceStore } from './resource-store.ts'
import type { ResourceStoreOptions } from './resource-store.ts'
import type { RestStorage } from './rest-storage.ts'
import { createBindingStrategy, createRoleStrategy } from './strategies/rbac.ts'

/** The kinds of rbac.authorization.k8s.io/v1. */
export interface RbacStores {
  readonly roles: ResourceStore
  readonly roleBindings: ResourceStore
  readonly clusterRoles: ResourceStore
  readonly clusterRoleBindings: ResourceStore
  /** All of them. */
  readonly stores: readonly ResourceStore[]
  /** All of them, for the HTTP layer. */
  readonly storages: readonly RestStorage[]
}

type RbacStoresOptions = Omit<ResourceStoreOptions, 'strategy'> & {
  /** Asked before anything is granted. */
  readonly guard: EscalationGuard
}

export function createRbacStores(options: RbacStoresOptions): RbacStores {
  const { guard, namespaces, ...cluster } = options
  const namespaced = { ...cluster, ...(namespaces && { namespaces }) }
  const roles = new ResourceStore({ ...namespaced, strategy: createRoleStrategy({ kind: roleKind, guard }) })
  const roleBindings = new ResourceStore({
    ...namespaced,
    strategy: createBindingStrategy({ kind: roleBindingKind, guard }),
  })
  const clusterRoles = new ResourceStore({ ...cluster, strategy: createRoleStrategy({ kind: clusterRoleKind, guard }) })
  const clusterRoleBindings = new ResourceStore({
    ...cluster,
    strategy: createBindingStrategy({ kind: clusterRoleBindingKind, guard }),
  })
  const storages = [
    toStorage(roles, roleKind),
    toStorage(roleBindings, roleBindingKind),
    toStorage(clusterRoles, clusterRoleKind),
    toStorage(clusterRoleBindings, clusterRoleBindingKind),
  ]
  const stores = [roles, roleBindings, clusterRoles, clusterRoleBindings]
  return { roles, roleBindings, clusterRoles, clusterRoleBindings, stores, storages }
}

/** Without a status: these kinds have none. */
function toStorage(store: ResourceStore, kind: KindDefinition): RestStorage {
  const { updateStatus: _none, ...storage } = asKubernetesKind(store, kind)
  return storage
}

/**
 * A store of one of Kubernetes' own kinds, for the HTTP layer: it takes strategic merge patches, as kubectl expects of those.
 * Its capabilities are fields, for those that a kind lacks to be left out.
 */
export function asKubernetesKind(store: ResourceStore, { schema }: Pick<KindDefinition, 'schema'>): RestStorage {
  const { info, table, selectorFields } = store
  return {
    info,
    table,
    selectorFields,
    strategicSchema: schema,
    get: (key, resourceVersion) => store.get(key, resourceVersion),
    list: (query) => store.list(query),
    watch: (query, signal) => store.watch(query, signal),
    create: (key, object, context) => store.create(key, object, context),
    update: (key, change, context) => store.update(key, change, context),
    updateStatus: (key, change, context) => store.updateStatus(key, change, context),
    delete: (key, options, context) => store.delete(key, options, context),
    deleteCollection: (query, options, context) => store.deleteCollection(query, options, context),
  }
}
