import type { aranya } from '../../../proto/gen/agent.js'
import { edgeDeviceInfo } from '../../api/kinds/edge-device/schema.ts'
import { virtualPodInfo } from '../../api/kinds/virtual-pod/schema.ts'
import type { VirtualPod, VirtualPodContainer, VirtualPodLog } from '../../api/kinds/virtual-pod/schema.ts'
import { ApiError } from '../../api/meta/errors.ts'
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
          `container ${JSON.stringify(container)} is not valid: an EdgeDevice has no containers; leave it out`,
        )
      return { device: findRef(devices, namespace, name) }
    },
  }
}

/** For subresources of a VirtualPod: its device, and the container's profile, which the agent enforces. */
export function createVirtualPodResolver(devices: DeviceReader, virtualPods: DeviceReader): TargetResolver {
  return {
    async resolve({ namespace, name, container }) {
      const choose = (pod: VirtualPod) => toProfile(name, chooseContainer(pod, container))
      const { device, chosen } = findPod({ devices, virtualPods }, { namespace, name }, choose)
      return { device, profile: chosen }
    },
  }
}

/**
 * For the log of a VirtualPod: each container stands for the host, whose log is the agent's own; each entry of `logs`
 * is one more container. The server names the source of a log, never the client.
 */
export function createVirtualPodLogResolver(devices: DeviceReader, virtualPods: DeviceReader): LogResolver {
  return {
    async resolveLog({ namespace, name, container }) {
      const choose = (pod: VirtualPod) => chooseLog(pod, container)
      const { device, chosen } = findPod({ devices, virtualPods }, { namespace, name }, choose)
      return { device, virtualPod: name, ...chosen }
    },
  }
}

interface Stores {
  readonly devices: DeviceReader
  readonly virtualPods: DeviceReader
}

/** A VirtualPod's device, and what `choose` takes from the pod. */
function findPod<T>(
  { devices, virtualPods }: Stores,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  choose: (pod: VirtualPod) => T,
): { readonly device: DeviceRef; readonly chosen: T } {
  const stored = virtualPods.peek({ namespace, name })
  if (!stored) throw notFound({ info: virtualPodInfo, name })
  const pod = stored.object as unknown as VirtualPod
  const chosen = choose(pod)
  const device = findRef(devices, namespace, pod.spec.deviceName)
  // A VirtualPod of a deleted device must not lead to a later device of the same name.
  if (belongsToAnother(stored.object, device))
    throw conflict(
      { info: virtualPodInfo, name },
      'it belongs to an EdgeDevice that was deleted; delete and recreate it',
    )
  return { device, chosen }
}

function findRef(devices: DeviceReader, namespace: string, name: string): DeviceRef {
  const stored = devices.peek({ namespace, name })
  if (!stored) throw notFound({ info: edgeDeviceInfo, name })
  return toRef(stored)
}

function chooseContainer({ metadata, spec }: VirtualPod, name: string | undefined): VirtualPodContainer {
  const chosen = name ? spec.containers.find((container) => container.name === name) : spec.containers[0]
  if (chosen) return chosen
  if (spec.logs?.some((log) => log.name === name))
    throw new ApiError(
      'BadRequest',
      `container ${name} of virtualpod ${metadata.name} is a log; read it with kubectl logs`,
    )
  const names = spec.containers.map((container) => container.name).join(' ')
  throw new ApiError(
    'BadRequest',
    `container ${name} is not valid for virtualpod ${metadata.name}; choose one of: [${names}]`,
  )
}

/** An absent list allows everything, an empty one nothing; the wire distinguishes them. */
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
