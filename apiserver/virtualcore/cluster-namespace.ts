import { namespaceInfo } from '../api/kinds/namespace/schema.ts'
import { namespaceTable } from '../api/kinds/namespace/table.ts'
import type { RestStorage } from '../registry/rest-storage.ts'
import type { ProjectionSource } from './projection.ts'

/** The one namespace that a virtual cluster has: `mapAttributes` lets nobody ask for another. */
export function toClusterNamespace(namespaces: Pick<ProjectionSource, 'get'>): RestStorage {
  return {
    info: namespaceInfo,
    table: namespaceTable,
    get: ({ name }, resourceVersion) => namespaces.get({ name }, resourceVersion),
  }
}
