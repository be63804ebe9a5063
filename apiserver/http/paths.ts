import { virtualClusterInfo, virtualClusterName } from '../api/kinds/virtual-cluster/schema.ts'
import { apiVersionOf } from '../api/meta/resource-info.ts'
import type { ResourceInfo } from '../api/meta/resource-info.ts'

/** Paths of resources, as patterns of the router. */

/** The path of a group and version: `/api/v1`, `/apis/GROUP/VERSION`. */
export function rootPath(info: ResourceInfo): string {
  return `/${info.group === '' ? 'api' : 'apis'}/${apiVersionOf(info)}`
}

/** The path of a resource's objects, in one namespace where it has namespaces. */
export function collectionPath(info: ResourceInfo): string {
  return `${rootPath(info)}${info.namespaced ? '/namespaces/:namespace' : ''}/${info.resource}`
}

/** The path of one object. */
export function objectPath(info: ResourceInfo): string {
  return `${collectionPath(info)}/:name`
}

/** The path below which a virtual cluster has its API. */
export const virtualClusterPrefix = `${objectPath(virtualClusterInfo).replace(/:name$/, virtualClusterName)}/proxy`
