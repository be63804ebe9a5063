import { ApiError } from '../api/meta/errors.ts'
import { virtualPodInfo } from '../api/kinds/virtual-pod/schema.ts'
import type { VirtualPod, VirtualPodLog } from '../api/kinds/virtual-pod/schema.ts'
import { notFound } from '../registry/status-errors.ts'
import type { DeviceReader } from './lookup.ts'
import { checkOwner, findRef } from './resolvers.ts'
import type { LogResolver, ResolvedLog } from '../streaming/session/device-dialer.ts'

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
