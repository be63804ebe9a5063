import type { aranya } from '../../../proto/gen/agent.js'
import { edgeDeviceInfo } from '../../api/kinds/edge-device/schema.ts'
import { virtualPodInfo } from '../../api/kinds/virtual-pod/schema.ts'
import type { VirtualPod, VirtualPodContainer, VirtualPodLog } from '../../api/kinds/virtual-pod/schema.ts'
import { ApiError } from '../../api/meta/errors.ts'
import type { StoredObject } from '../../api/meta/object.ts'
import { belongsToAnother } from '../../registry/device-link.ts'
import { conflict, notFound } from '../../registry/status-errors.ts'
import type { DeviceRef, LogResolver, ResolvedLog, TargetResolver } from '../../streaming/session/device-dialer.ts'
import { toRef } from '../store/edge-devices.ts'
import type { DeviceReader } from '../store/edge-devices.ts'

type Profile = aranya.agent.v1.Profile.$Properties

/** For subresources of an EdgeDevice: the device itself, without a profile. */
export function createEdgeDeviceResolver(devices: DeviceReader): TargetResolver {
  return {
    async resolve({ namespace, name, container }) {
      if (container !== undefined && container !== '')
        throw new ApiError(
          'BadRequest',
          `an EdgeDevice has no containers, so there is none called ${JSON.stringify(container)}`,
        )
      return { device: findRef(devices, namespace, name) }
    },
  }
}

/** For subresources of a VirtualPod: its device, and the container's profile, which the agent enforces. */
export function createVirtualPodResolver(devices: DeviceReader, virtualPods: DeviceReader): TargetResolver {
  return {
    async resolve({ namespace, name, container }) {
      const stored = virtualPods.peek({ namespace, name })
      if (!stored) throw notFound({ info: virtualPodInfo, name })
      const pod = stored.object as unknown as VirtualPod
      const chosen = chooseContainer(pod, container)
      const device = findRef(devices, namespace, pod.spec.deviceName)
      checkOwner(stored, device)
      return { device, profile: toProfile(name, chosen) }
    },
  }
}

function findRef(devices: DeviceReader, namespace: string, name: string): DeviceRef {
  const stored = devices.peek({ namespace, name })
  if (!stored) throw notFound({ info: edgeDeviceInfo, name })
  return toRef(stored)
}

/** A VirtualPod that was made for a device must not lead to a later one of the same name. */
function checkOwner({ object }: StoredObject, device: DeviceRef): void {
  if (belongsToAnother(object, device))
    throw conflict({ info: virtualPodInfo, name: object.metadata.name }, 'it belongs to an EdgeDevice that was deleted')
}

function chooseContainer({ metadata, spec }: VirtualPod, name: string | undefined): VirtualPodContainer {
  const chosen = name ? spec.containers.find((container) => container.name === name) : spec.containers[0]
  if (chosen) return chosen
  if (spec.logs?.some((log) => log.name === name))
    throw new ApiError(
      'BadRequest',
      `container ${name} of virtualpod ${metadata.name} is a log: it can only be read, by kubectl logs`,
    )
  const names = spec.containers.map((container) => container.name).join(' ')
  throw new ApiError(
    'BadRequest',
    `container ${name} is not valid for virtualpod ${metadata.name}; choose one of: [${names}]`,
  )
}

/** An absent list allows everything, an empty one nothing: the wire keeps the difference. */
function toProfile(virtualPod: string, container: VirtualPodContainer): Profile {
  const { name, command = [], user = '', workingDir = '', env = [], allowedCommands, allowedPorts } = container
  return {
    virtualPod,
    container: name,
    command,
    user,
    workingDir,
    env,
    ...(allowedCommands && { allowedCommands: { items: allowedCommands } }),
    ...(allowedPorts && { allowedPorts: { items: allowedPorts } }),
  }
}

/**
 * For the log of a VirtualPod: each of its containers stands for the host, whose log is the agent's own; each of its logs
 * is one more container. The request names what is to be read, never the client.
 */
export function createVirtualPodLogResolver(devices: DeviceReader, virtualPods: DeviceReader): LogResolver {
  return {
    async resolveLog({ namespace, name, container }) {
      const stored = virtualPods.peek({ namespace, name })
      if (!stored) throw notFound({ info: virtualPodInfo, name })
      const pod = stored.object as unknown as VirtualPod
      const chosen = chooseLog(pod, container)
      const device = findRef(devices, namespace, pod.spec.deviceName)
      checkOwner(stored, device)
      return { device, virtualPod: name, ...chosen }
    },
  }
}

/** In the words of kube-apiserver: k8s.io/kubernetes/pkg/registry/core/pod/strategy.go, validateContainer. */
function chooseLog(
  { metadata, spec }: VirtualPod,
  name: string | undefined,
): Pick<ResolvedLog, 'container' | 'source'> {
  const { containers, logs = [] } = spec
  const names = [...containers, ...logs].map((container) => container.name)
  const container = name ?? names[0] ?? ''
  if (name === undefined && names.length > 1) {
    const choices = `choose one of: [${names.join(' ')}]`
    throw new ApiError('BadRequest', `a container name must be specified for pod ${metadata.name}, ${choices}`)
  }
  if (!names.includes(container)) {
    throw new ApiError('BadRequest', `container ${container} is not valid for pod ${metadata.name}`)
  }
  const log = logs.find((log) => log.name === container)
  return log ? { container, source: toSource(log) } : { container }
}

function toSource({ path, journalUnit }: VirtualPodLog): NonNullable<ResolvedLog['source']> {
  return path === undefined ? { journalUnit: journalUnit ?? '' } : { path }
}
