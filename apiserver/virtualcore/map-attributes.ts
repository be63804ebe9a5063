import { edgeDeviceInfo } from '../api/kinds/edge-device/schema.ts'
import { namespaceInfo } from '../api/kinds/namespace/schema.ts'
import type { ResourceInfo } from '../api/meta/resource-info.ts'
import { virtualPodInfo } from '../api/kinds/virtual-pod/schema.ts'
import type { ResourceAttributes } from '../auth/types.ts'
import { notFound } from '../registry/status-errors.ts'
import { plainNodeNames, qualifiedNodeNames } from './node-name.ts'

/**
 * What a request for core/v1 pods or nodes really is; others come back unchanged. `cluster` is the namespace whose virtual
 * cluster is asked, undefined at the root. Throws ApiError 404 for another namespace than that.
 */
export function mapAttributes(attributes: ResourceAttributes, cluster: string | undefined): ResourceAttributes {
  checkNamespace(attributes, cluster)
  if (attributes.group !== '') return attributes
  if (attributes.resource === 'pods') return { ...withResource(attributes, virtualPodInfo), ...within(cluster) }
  if (attributes.resource !== 'nodes') return attributes
  const names = cluster === undefined ? qualifiedNodeNames : plainNodeNames
  // No node is in a namespace, but a review may say so: kubectl auth can-i sends that of its context along.
  const { name, namespace: _, ...others } = attributes
  const device = name === undefined ? undefined : names.toDevice({ name, ...within(cluster) })
  return { ...withResource(others, edgeDeviceInfo), ...within(cluster), ...(name !== undefined && { name }), ...device }
}

function checkNamespace({ namespace }: ResourceAttributes, cluster: string | undefined): void {
  if (cluster === undefined || namespace === undefined || namespace === cluster) return
  throw notFound({ info: namespaceInfo, name: namespace })
}

function within(cluster: string | undefined): { readonly namespace?: string } {
  return cluster === undefined ? {} : { namespace: cluster }
}

/** Field selectors are left out: they name fields of another kind. */
function withResource(attributes: ResourceAttributes, { group, version, resource }: ResourceInfo): ResourceAttributes {
  const { fieldSelector, ...others } = attributes
  void fieldSelector
  return { ...others, group, version, resource }
}
