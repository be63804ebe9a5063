import { Type } from 'typebox'
import type { Static } from 'typebox'
import { objectMetaSchema, typeMetaProperties } from '../../kind/object-meta.ts'
import { reference, timestamp } from '../../schema/schema.ts'
import type { ResourceInfo } from '../../meta/resource-info.ts'

const corePackage = 'io.k8s.api.core.v1'

export const podInfo: ResourceInfo = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  listKind: 'PodList',
  resource: 'pods',
  singular: 'pod',
  namespaced: true,
  shortNames: ['po'],
  categories: ['all'],
}

const envSchema = Type.Object(
  {
    name: Type.String({ description: 'Name of the variable.' }),
    value: Type.Optional(Type.String({ description: 'Its value.' })),
  },
  { description: 'A variable of the environment.', [reference]: `${corePackage}.EnvVar` },
)

const portSchema = Type.Object(
  {
    containerPort: Type.Integer({ format: 'int32', description: 'Number of the port.' }),
    protocol: Type.Optional(Type.String({ description: 'Always TCP.' })),
  },
  { description: 'A port that may be forwarded.', [reference]: `${corePackage}.ContainerPort` },
)

const containerSchema = Type.Object(
  {
    name: Type.String({ description: 'Name of the container or log of the virtual pod.' }),
    image: Type.Optional(Type.String({ description: 'Nothing is pulled: names what the container stands for.' })),
    command: Type.Optional(
      Type.Array(Type.String(), { 'x-kubernetes-list-type': 'atomic', description: 'The main command.' }),
    ),
    workingDir: Type.Optional(Type.String({ description: 'Directory in which commands start.' })),
    env: Type.Optional(Type.Array(envSchema, { description: 'Variables of the environment.' })),
    ports: Type.Optional(Type.Array(portSchema, { description: 'Ports that may be forwarded.' })),
    stdin: Type.Optional(Type.Boolean({ description: 'Whether the main command reads its input.' })),
    tty: Type.Optional(Type.Boolean({ description: 'Whether the main command has a terminal.' })),
  },
  { description: 'A container of the virtual pod.', [reference]: `${corePackage}.Container` },
)

const stateSchema = Type.Object(
  {
    running: Type.Optional(
      Type.Object(
        { startedAt: Type.Optional(timestamp('Since when.')) },
        { description: 'It runs.', [reference]: `${corePackage}.ContainerStateRunning` },
      ),
    ),
  },
  { description: 'State of the container.', [reference]: `${corePackage}.ContainerState` },
)

const containerStatusSchema = Type.Object(
  {
    name: Type.String({ description: 'Name of the container.' }),
    ready: Type.Boolean({ description: 'Whether the device is connected.' }),
    started: Type.Optional(Type.Boolean({ description: 'Whether the device is connected.' })),
    restartCount: Type.Integer({ format: 'int32', description: 'Always 0.' }),
    image: Type.String({ description: 'As in the spec.' }),
    imageID: Type.String({ description: 'Always empty.' }),
    state: Type.Optional(stateSchema),
  },
  { description: 'Status of one container.', [reference]: `${corePackage}.ContainerStatus` },
)

const podConditionSchema = Type.Object(
  {
    type: Type.String({ description: 'What the condition is about.' }),
    status: Type.String({ description: 'True, False or Unknown.' }),
    reason: Type.Optional(Type.String({ description: 'Why, in one word.' })),
    message: Type.Optional(Type.String({ description: 'Why, in a sentence.' })),
    lastTransitionTime: Type.Optional(timestamp('When the status last changed.')),
  },
  { description: 'One observation about the pod.', [reference]: `${corePackage}.PodCondition` },
)

const specSchema = Type.Object(
  {
    nodeName: Type.Optional(Type.String({ description: 'The device, as a node.' })),
    restartPolicy: Type.Optional(Type.String({ description: 'Always Always.' })),
    securityContext: Type.Optional(
      Type.Object({}, { description: 'Always empty.', [reference]: `${corePackage}.PodSecurityContext` }),
    ),
    containers: Type.Array(containerSchema, {
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      description: 'Containers and logs of the virtual pod.',
    }),
  },
  { description: 'What the virtual pod hands out.', [reference]: `${corePackage}.PodSpec` },
)

const statusSchema = Type.Object(
  {
    phase: Type.Optional(Type.String({ description: 'Always Running.' })),
    conditions: Type.Optional(Type.Array(podConditionSchema, { description: 'Observations about the pod.' })),
    containerStatuses: Type.Optional(Type.Array(containerStatusSchema, { description: 'Status of the containers.' })),
    hostIP: Type.Optional(Type.String({ description: 'Address of the device, as the server sees it.' })),
    podIP: Type.Optional(Type.String({ description: 'Address of the device, as the server sees it.' })),
    startTime: Type.Optional(timestamp('When the virtual pod was created.')),
    reason: Type.Optional(Type.String({ description: 'Why the pod is not ready, in one word.' })),
    message: Type.Optional(Type.String({ description: 'Why the pod is not ready, in a sentence.' })),
  },
  { description: 'State of the virtual pod.', [reference]: `${corePackage}.PodStatus` },
)

export const podSchema = Type.Object(
  {
    ...typeMetaProperties,
    metadata: objectMetaSchema,
    spec: Type.Optional(specSchema),
    status: Type.Optional(statusSchema),
  },
  { description: 'Pod is a VirtualPod, shown so that kubectl exec, logs and port-forward work on it. Read only.' },
)

/** What the virtual core API shows of a VirtualPod. */
export type Pod = Static<typeof podSchema>
