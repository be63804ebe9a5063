import type { Pod } from '../api/kinds/pod/schema.ts'
import type { EdgeDevice } from '../api/kinds/edge-device/schema.ts'
import type { Condition, KubeObject, ObjectMeta } from '../api/meta/object.ts'
import type { VirtualPod, VirtualPodContainer, VirtualPodLog } from '../api/kinds/virtual-pod/schema.ts'
import { deviceAddress } from './node-projection.ts'
import type { NodeNames } from './node-name.ts'

type PodContainer = NonNullable<Pod['spec']>['containers'][number]
type PodCondition = NonNullable<NonNullable<Pod['status']>['conditions']>[number]

/** Nothing is pulled: images only say what a container stands for. */
const hostImage = 'aranya.arhat.dev/host'
const logImage = 'aranya.arhat.dev/log'
const defaultContainerAnnotations = [
  'kubectl.kubernetes.io/default-container',
  'kubectl.kubernetes.io/default-logs-container',
]

export interface PodSurroundings extends Pick<NodeNames, 'toName'> {
  /** Where the pod leads, when that exists. */
  readonly device: Readonly<EdgeDevice> | undefined
}

/** How a VirtualPod looks as a pod: its containers, then one more for each of its logs. */
export function toPod(object: Readonly<KubeObject>, { device, toName }: PodSurroundings): KubeObject {
  const { metadata, spec, status } = object as VirtualPod
  const tty = hasTerminals(device)
  const containers = [
    ...spec.containers.map((container) => toContainer(container, tty)),
    ...(spec.logs ?? []).map(toLogContainer),
  ]
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')
  const address = deviceAddress(device)
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: withDefaultContainer(metadata, containers),
    spec: {
      nodeName: toName({ ...(metadata.namespace && { namespace: metadata.namespace }), name: spec.deviceName }),
      restartPolicy: 'Always',
      securityContext: {},
      containers,
    },
    status: {
      phase: 'Running',
      conditions: toConditions(metadata.creationTimestamp, ready),
      ...(address !== undefined && { hostIP: address, podIP: address }),
      ...(metadata.creationTimestamp !== undefined && { startTime: metadata.creationTimestamp }),
      containerStatuses: containers.map((container) => toContainerStatus(container, metadata.creationTimestamp, ready)),
    },
  }
  return pod
}

/**
 * What kubectl takes for the container when it is given none: the first, as exec does; a log only when it is named. The
 * second annotation is what kubectl 1.20 reads for logs.
 */
function withDefaultContainer(metadata: ObjectMeta, [first, second]: readonly PodContainer[]): ObjectMeta {
  if (first === undefined || second === undefined) return metadata
  const defaults = Object.fromEntries(defaultContainerAnnotations.map((name) => [name, first.name]))
  return { ...metadata, annotations: { ...defaults, ...metadata.annotations } }
}

/**
 * kubectl attach takes a terminal where the container says that it has one, and does without where it has none. A device that
 * never connected has not said.
 */
function hasTerminals(device: Readonly<EdgeDevice> | undefined): boolean {
  const features = device?.status.features
  return features === undefined || features.length === 0 || features.includes('tty')
}

function toContainer(
  { name, command, workingDir, env, allowedPorts }: VirtualPodContainer,
  tty: boolean,
): PodContainer {
  return {
    name,
    image: hostImage,
    ...(command !== undefined && { command }),
    ...(workingDir !== undefined && { workingDir }),
    ...(env !== undefined && { env }),
    ...(allowedPorts !== undefined && {
      ports: allowedPorts.map((containerPort) => ({ containerPort, protocol: 'TCP' })),
    }),
    stdin: true,
    tty,
  }
}

function toLogContainer({ name }: VirtualPodLog): PodContainer {
  return { name, image: logImage }
}

function toConditions(created: string | undefined, ready: Condition | undefined): PodCondition[] {
  const since = created === undefined ? {} : { lastTransitionTime: created }
  const readiness = {
    status: ready?.status ?? 'False',
    ...(ready?.status !== 'True' && ready && { reason: ready.reason, message: ready.message }),
    ...(ready ? { lastTransitionTime: ready.lastTransitionTime } : since),
  }
  return [
    { type: 'PodScheduled', status: 'True', ...since },
    { type: 'Initialized', status: 'True', ...since },
    { type: 'ContainersReady', ...readiness },
    { type: 'Ready', ...readiness },
  ]
}

function toContainerStatus(
  { name, image = '' }: PodContainer,
  created: string | undefined,
  ready: Condition | undefined,
): NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number] {
  const isReady = ready?.status === 'True'
  const startedAt = ready && isReady ? ready.lastTransitionTime : created
  return {
    name,
    ready: isReady,
    started: isReady,
    restartCount: 0,
    image,
    imageID: '',
    state: { running: { ...(startedAt !== undefined && { startedAt }) } },
  }
}
