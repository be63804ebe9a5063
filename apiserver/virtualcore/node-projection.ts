import { isIP } from 'node:net'
import type { EdgeDevice } from '../api/kinds/edge-device/schema.ts'
import type { Node } from '../api/kinds/node/schema.ts'
import type { KubeObject, ObjectMeta } from '../api/meta/object.ts'
import type { NodeNames } from './node-name.ts'

type NodeStatus = NonNullable<Node['status']>

/** How an EdgeDevice looks as a node. */
export function toNode(object: Readonly<KubeObject>, { toName }: Pick<NodeNames, 'toName'>): KubeObject {
  const device = object as EdgeDevice
  const { capacity } = device.status
  const node: Node = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: toNodeMeta(device, toName(device.metadata)),
    spec: {},
    status: {
      ...(capacity !== undefined && { capacity, allocatable: capacity }),
      conditions: [toReadyCondition(device)],
      addresses: toAddresses(device),
      nodeInfo: toNodeInfo(device),
    },
  }
  return node
}

/** Owners are left out: they would be in a namespace, and a node is not. */
function toNodeMeta({ metadata, status }: EdgeDevice, name: string): ObjectMeta {
  const { operatingSystem, architecture } = status.nodeInfo ?? {}
  const { namespace: _, ownerReferences: __, finalizers: ___, ...rest } = metadata
  const labels = {
    ...metadata.labels,
    'kubernetes.io/hostname': name,
    ...(operatingSystem && { 'kubernetes.io/os': operatingSystem }),
    ...(architecture && { 'kubernetes.io/arch': architecture }),
  }
  return { ...rest, name, labels }
}

function toReadyCondition({ status }: EdgeDevice): NonNullable<NodeStatus['conditions']>[number] {
  const ready = status.conditions?.find(({ type }) => type === 'Ready')
  if (ready === undefined) return { type: 'Ready', status: status.phase === 'Online' ? 'True' : 'False' }
  const { type, reason, message, lastTransitionTime } = ready
  return { type, status: ready.status, reason, message, lastTransitionTime }
}

function toAddresses(device: EdgeDevice): NonNullable<NodeStatus['addresses']> {
  const hostname = device.status.nodeInfo?.hostname
  const address = deviceAddress(device)
  return [
    ...(address === undefined ? [] : [{ type: 'ExternalIP', address }]),
    ...(hostname ? [{ type: 'Hostname', address: hostname }] : []),
  ]
}

function toNodeInfo({ status }: EdgeDevice): NonNullable<NodeStatus['nodeInfo']> {
  const info = status.nodeInfo ?? {}
  return {
    machineID: info.machineID ?? '',
    systemUUID: info.systemUUID ?? '',
    bootID: info.bootID ?? '',
    kernelVersion: info.kernelVersion ?? '',
    osImage: info.osImage ?? '',
    containerRuntimeVersion: info.containerRuntimeVersion ?? '',
    kubeletVersion: info.agentVersion ?? '',
    kubeProxyVersion: '',
    operatingSystem: info.operatingSystem ?? '',
    architecture: info.architecture ?? '',
  }
}

/** The IP address from which the device is connected, without its port; undefined where there is none. */
export function deviceAddress(device: Readonly<EdgeDevice> | undefined): string | undefined {
  const remote = device?.status?.connection?.remoteAddress
  if (remote === undefined) return undefined
  const host = /^\[(.*)\](?::\d+)?$/.exec(remote)?.[1] ?? (isIP(remote) ? remote : remote.replace(/:\d+$/, ''))
  return isIP(host) ? host : undefined
}
