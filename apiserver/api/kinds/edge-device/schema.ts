import { Type } from 'typebox'
import type { Static } from 'typebox'
import { conditionsSchema, objectMetaSchema, typeMetaProperties } from '../../kind/object-meta.ts'
import { anyObject, mapOf, oneOf, timestamp } from '../../schema/schema.ts'
import type { ResourceInfo } from '../../meta/resource-info.ts'

/** Functions of a device that `spec.access` switches on and off. */
export const accessFunctions = ['exec', 'attach', 'log', 'portforward', 'hostshell', 'proxy'] as const
export type AccessFunction = (typeof accessFunctions)[number]

export const edgeDeviceInfo: ResourceInfo = {
  group: 'aranya.arhat.dev',
  version: 'v1alpha1',
  kind: 'EdgeDevice',
  listKind: 'EdgeDeviceList',
  resource: 'edgedevices',
  singular: 'edgedevice',
  namespaced: true,
  shortNames: ['ed'],
  categories: ['aranya'],
}

const connectivitySchema = Type.Object(
  {
    method: oneOf(['grpc', 'mqtt'], {
      default: 'grpc',
      description:
        'How the device reaches the server. grpc: it keeps one connection to the server itself. mqtt: both meet at a broker.',
    }),
    heartbeatSeconds: Type.Integer({
      format: 'int32',
      default: 30,
      minimum: 1,
      maximum: 3600,
      description:
        'Seconds of silence after which the device and the server ask each other for a sign of life. Two that stay ' +
        'unanswered make the device Offline. From 1 to 3600.',
    }),
    resumeSeconds: Type.Integer({
      format: 'int32',
      default: 60,
      minimum: 0,
      maximum: 3600,
      description:
        'Seconds for which open sessions, such as a shell, outlive a lost connection and wait for the device to come ' +
        'back. 0 ends them at once; at most 3600.',
    }),
  },
  { default: {}, description: 'How the device keeps in touch with the server.' },
)

function accessField(what: string) {
  return Type.Boolean({ default: true, description: what })
}

const accessSchema = Type.Object(
  {
    exec: accessField('Running commands (kubectl exec).'),
    attach: accessField('Attaching to the main command of a container (kubectl attach).'),
    log: accessField('Reading logs (kubectl logs).'),
    portforward: accessField('Forwarding ports (kubectl port-forward).'),
    hostshell: accessField("A shell as the agent's own user, outside of every profile."),
    proxy: accessField('HTTP and WebSocket requests to ports of the device.'),
  },
  {
    default: {},
    description:
      'What may be done with the device at all, whoever asks. A function works when it is true here, when the ' +
      "device's own configuration allows it, and when the user has the right to it.",
  },
)

const connectionSchema = Type.Object(
  {
    method: oneOf(['grpc', 'mqtt'], { description: 'By which method the device is connected.' }),
    remoteAddress: Type.Optional(
      Type.String({
        maxLength: 256,
        description: 'Address and port that the connection comes from, as the server sees it.',
      }),
    ),
    since: Type.Optional(timestamp('When the connection was made.')),
    server: Type.Optional(
      Type.String({ maxLength: 256, description: 'The instance of the server that holds the connection.' }),
    ),
    instance: Type.Optional(
      Type.String({
        maxLength: 256,
        description: 'Identifies the installation of the agent; tells two copies of one disk apart.',
      }),
    ),
    rttMillis: Type.Optional(
      Type.Integer({
        format: 'int32',
        minimum: 0,
        description: 'Round trip time in milliseconds, measured when the connection was made.',
      }),
    ),
  },
  { description: 'The connection of the device; the last one while it is Offline.' },
)

function nodeInfoField(description: string) {
  return Type.Optional(Type.String({ maxLength: 1024, description }))
}

const nodeInfoSchema = Type.Object(
  {
    machineID: nodeInfoField('Machine id, from /etc/machine-id.'),
    systemUUID: nodeInfoField('UUID of the hardware, where it tells one.'),
    bootID: nodeInfoField('Changes with every boot.'),
    kernelVersion: nodeInfoField('Version of the kernel, as uname -r tells it.'),
    osImage: nodeInfoField('Name of the operating system, from /etc/os-release.'),
    operatingSystem: nodeInfoField('Family of the operating system, such as linux.'),
    architecture: nodeInfoField('Architecture of the processor, such as amd64, arm64 or arm.'),
    hostname: nodeInfoField('Host name of the device.'),
    agentVersion: nodeInfoField('Version of the agent.'),
    runtimeVersion: nodeInfoField('Runtime of the agent, such as node/20.20.2.'),
    containerRuntimeVersion: nodeInfoField('Container runtime of the device, where it has one.'),
  },
  { description: 'What the device tells of itself.' },
)

const certificateSchema = Type.Object(
  {
    serialNumber: Type.String({ maxLength: 128, description: 'Serial number, in hexadecimal.' }),
    notAfter: timestamp('When the certificate expires.'),
  },
  { description: 'The certificate with which the device identifies itself.' },
)

const statusSchema = Type.Object(
  {
    phase: oneOf(['Pending', 'Online', 'Offline'], {
      default: 'Pending',
      description: 'Pending: it never connected. Online: it is connected. Offline: it was, and is not now.',
    }),
    conditions: Type.Optional(conditionsSchema),
    connection: Type.Optional(connectionSchema),
    nodeInfo: Type.Optional(nodeInfoSchema),
    capacity: Type.Optional(
      mapOf(Type.String({ maxLength: 64 }), {
        maxProperties: 100,
        description: 'Resources of the device as Kubernetes quantities: cpu, memory, ephemeral-storage.',
      }),
    ),
    features: Type.Optional(
      Type.Array(Type.String({ maxLength: 63 }), {
        maxItems: 100,
        'x-kubernetes-list-type': 'set',
        description: "What the device's own configuration allows and can do, such as exec, portforward or tty.",
      }),
    ),
    certificate: Type.Optional(certificateSchema),
  },
  { default: {}, description: 'What the server has seen of the device. Written by the server.' },
)

const specSchema = Type.Object(
  {
    connectivity: connectivitySchema,
    access: accessSchema,
    node: Type.Optional(
      anyObject('Reserved for devices that are also nodes of the cluster. Kept as it is, and without effect.'),
    ),
  },
  { default: {}, description: 'What is wanted of the device.' },
)

export const edgeDeviceSchema = Type.Object(
  { ...typeMetaProperties, metadata: objectMetaSchema, spec: specSchema, status: statusSchema },
  {
    description:
      'EdgeDevice is a machine outside of the cluster that its agent connects: its state, and what may be done with it.',
  },
)

/** An EdgeDevice as it is stored: defaults applied. */
export type EdgeDevice = Static<typeof edgeDeviceSchema>
export type EdgeDeviceStatus = EdgeDevice['status']
