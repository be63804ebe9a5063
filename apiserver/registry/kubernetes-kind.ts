import type { KindDefinition } from '../api/kinds.ts'
import type { ResourceStore } from './resource-store.ts'
import type { RestStorage } from './rest-storage.ts'

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
