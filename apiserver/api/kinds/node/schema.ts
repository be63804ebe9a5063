import { Type } from 'typebox'
import type { Static } from 'typebox'
import { objectMetaSchema, typeMetaProperties } from '../../kind/object-meta.ts'
import type { ResourceInfo } from '../../meta/resource-info.ts'
import { mapOf, reference, timestamp } from '../../schema/schema.ts'

const corePackage = 'io.k8s.api.core.v1'

export const nodeInfo: ResourceInfo = {
  group: '',
  version: 'v1',
  kind: 'Node',
  listKind: 'NodeList',
  resource: 'nodes',
  singular: 'node',
  namespaced: false,
  shortNames: ['no'],
  categories: [],
}

const quantitySchema = Type.Unsafe<string>({
  type: 'string',
  description: 'A Kubernetes quantity, such as 500m or 2Gi.',
  [reference]: 'io.k8s.apimachinery.pkg.api.resource.Quantity',
})

const addressSchema = Type.Object(
  {
    type: Type.String({ description: 'Kind of the address, such as Hostname or ExternalIP.' }),
    address: Type.String({ description: 'The address.' }),
  },
  { description: 'An address of the device.', [reference]: `${corePackage}.NodeAddress` },
)

const conditionSchema = Type.Object(
  {
    type: Type.String({ description: 'What the condition is about.' }),
    status: Type.String({ description: 'True, False or Unknown.' }),
    reason: Type.Optional(Type.String({ description: 'Why, in one word.' })),
    message: Type.Optional(Type.String({ description: 'Why, in a sentence.' })),
    lastHeartbeatTime: Type.Optional(timestamp('When the device was last known to be so.')),
    lastTransitionTime: Type.Optional(timestamp('When the status last changed.')),
  },
  { description: 'One observation about the device.', [reference]: `${corePackage}.NodeCondition` },
)

const systemInfoFields = [
  'machineID',
  'systemUUID',
  'bootID',
  'kernelVersion',
  'osImage',
  'containerRuntimeVersion',
  'kubeletVersion',
  'kubeProxyVersion',
  'operatingSystem',
  'architecture',
] as const

const systemInfoSchema = Type.Unsafe<Record<(typeof systemInfoFields)[number], string>>({
  type: 'object',
  description: 'What the device tells of itself.',
  required: [...systemInfoFields],
  properties: Object.fromEntries(
    systemInfoFields.map((name) => [name, { type: 'string', description: `The device's ${name}.` }]),
  ),
  [reference]: `${corePackage}.NodeSystemInfo`,
})

const specSchema = Type.Object(
  {
    unschedulable: Type.Optional(Type.Boolean({ description: 'True: nothing is ever scheduled to it.' })),
  },
  { description: 'Says that nothing is scheduled to the device.', [reference]: `${corePackage}.NodeSpec` },
)

const statusSchema = Type.Object(
  {
    capacity: Type.Optional(mapOf(quantitySchema, { description: 'Resources of the device.' })),
    allocatable: Type.Optional(mapOf(quantitySchema, { description: 'Resources of the device.' })),
    conditions: Type.Optional(Type.Array(conditionSchema, { description: 'Observations about the device.' })),
    addresses: Type.Optional(Type.Array(addressSchema, { description: 'Addresses of the device.' })),
    nodeInfo: Type.Optional(systemInfoSchema),
  },
  { description: 'State of the device.', [reference]: `${corePackage}.NodeStatus` },
)

export const nodeSchema = Type.Object(
  {
    ...typeMetaProperties,
    metadata: objectMetaSchema,
    spec: Type.Optional(specSchema),
    status: Type.Optional(statusSchema),
  },
  { description: 'Node is an EdgeDevice, shown so that kubectl get nodes has an answer. Read only.' },
)

/** What the virtual core API shows of an EdgeDevice. */
export type Node = Static<typeof nodeSchema>
