import type { ResourceInfo } from '../../../api/meta/resource-info.ts'
import { virtualClusterInfo } from '../../../api/kinds/virtual-cluster/schema.ts'
import type { ActionSubresource, RestStorage } from '../../../registry/rest-storage.ts'
import type { Connector } from '../../../streaming/session/connector.ts'
import { patchTypesOf } from '../write.ts'

/** What is served, as discovery and OpenAPI tell it. */
export interface CatalogResource {
  readonly info: ResourceInfo
  readonly verbs: readonly string[]
  readonly subresources: readonly CatalogSubresource[]
  /** The media types of the patches that it takes. */
  readonly patchTypes: readonly string[]
}

export interface CatalogSubresource {
  readonly name: string
  /** The kind of its answer, or of its options where it is a stream. */
  readonly kind: string
  readonly verbs: readonly string[]
  readonly stream: boolean
}

export interface CatalogSource {
  readonly storages: readonly RestStorage[]
  readonly actions: readonly ActionSubresource[]
  readonly connectors: readonly Connector[]
}

/** All resources with their subresources, each in the order of its name. */
export function buildCatalog(source: CatalogSource): readonly CatalogResource[] {
  return source.storages
    .map((storage) => ({
      info: storage.info,
      verbs: toVerbs(storage),
      subresources: toSubresources(storage, source).toSorted(byName),
      patchTypes: storage.update ? patchTypesOf(storage) : [],
    }))
    .toSorted((one, other) => compare(one.info.resource, other.info.resource))
}

/** A resource can do what its storage has a method for. Alphabetical, as Kubernetes has them. */
function toVerbs(storage: RestStorage): readonly string[] {
  return [
    ...(storage.create ? ['create'] : []),
    ...(storage.delete ? ['delete'] : []),
    ...(storage.deleteCollection ? ['deletecollection'] : []),
    ...(storage.get ? ['get'] : []),
    ...(storage.list ? ['list'] : []),
    ...(storage.update ? ['patch', 'update'] : []),
    ...(storage.watch ? ['watch'] : []),
  ].toSorted(compare)
}

function toSubresources(storage: RestStorage, { actions, connectors }: CatalogSource): readonly CatalogSubresource[] {
  const { info } = storage
  const status = storage.updateStatus ? ['get', 'patch', 'update'] : []
  return [
    ...(status.length > 0 ? [{ name: 'status', kind: info.kind, verbs: status, stream: false }] : []),
    ...actions
      .filter((action) => isSame(action.info, info))
      .map(({ subresource, kind }) => ({ name: subresource, kind, verbs: ['create'], stream: false })),
    ...connectors
      .filter((connector) => isSame(connector.info, info))
      .map(({ subresource, kind, methods }) => ({
        name: subresource,
        kind,
        verbs: methods.map((method) => (method === 'GET' ? 'get' : 'create')).toSorted(compare),
        stream: true,
      })),
    ...(isSame(info, virtualClusterInfo) ? [virtualClusterProxy] : []),
  ]
}

/** It has the paths of an API below it, so that it is no single handler's. */
const virtualClusterProxy: CatalogSubresource = {
  name: 'proxy',
  kind: 'VirtualClusterProxyOptions',
  verbs: ['create', 'delete', 'get', 'patch', 'update'],
  stream: true,
}

export function isSame(one: ResourceInfo, other: ResourceInfo): boolean {
  return one.group === other.group && one.version === other.version && one.resource === other.resource
}

function byName(one: CatalogSubresource, other: CatalogSubresource): number {
  return compare(one.name, other.name)
}

/** By code units, so that the answer is the same in every locale. */
function compare(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
