import { virtualClusterInfo, virtualClusterName } from '../api/kinds/virtual-cluster/schema.ts'
import type { ResourceInfo } from '../api/meta/resource-info.ts'
import { apiVersionOf } from '../api/meta/resource-info.ts'

export function collectionPath(info: ResourceInfo): string {
  return `${rootPath(info)}${info.namespaced ? '/namespaces/:namespace' : ''}/${info.resource}`
}

/** The path of one object, as a pattern of the router. */
export function objectPath(info: ResourceInfo): string {
  return `${collectionPath(info)}/:name`
}

/** Below it, a virtual cluster has its API; as a pattern of the router. */
export const virtualClusterPrefix = `${objectPath(virtualClusterInfo).replace(/:name$/, virtualClusterName)}/proxy`

export function rootPath(info: ResourceInfo): string {
  return `/${info.group === '' ? 'api' : 'apis'}/${apiVersionOf(info)}`
}
