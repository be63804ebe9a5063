import { edgeDeviceInfo } from '../api/edge-device.ts'
import type { ResourceInfo } from '../api/resource-info.ts'
import { virtualPodInfo } from '../api/virtual-pod.ts'
import type { ResourceAttributes } from '../auth/types.ts'
import { parseNodeName } from './node-name.ts'

/** What a request for core/v1 pods or nodes really is; others come back unchanged. */
export function mapAttributes(attributes: ResourceAttributes): ResourceAttributes {
  if (attributes.group !== '') return attributes
  if (attributes.resource === 'pods') return withResource(attributes, virtualPodInfo)
  if (attributes.resource !== 'nodes') return attributes
  const device = attributes.name === undefined ? undefined : parseNodeName(attributes.name)
  return { ...withResource(attributes, edgeDeviceInfo), ...device }
}

/** Field selectors are left out: they name fields of another kind. */
function withResource(attributes: ResourceAttributes, { group, version, resource }: ResourceInfo): ResourceAttributes {
  const { fieldSelector, ...others } = attributes
  void fieldSelector
  return { ...others, group, version, resource }
}
