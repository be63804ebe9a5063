import { Type } from 'typebox'
import type { Static } from 'typebox'
import { conditionsSchema, objectMetaSchema, typeMetaProperties } from '../../kind/object-meta.ts'
import { oneOf } from '../../schema/schema.ts'
import type { ResourceInfo } from '../../meta/resource-info.ts'

export const virtualPodInfo: ResourceInfo = {
  group: 'aranya.arhat.dev',
  version: 'v1alpha1',
  kind: 'VirtualPod',
  listKind: 'VirtualPodList',
  resource: 'virtualpods',
  singular: 'virtualpod',
  namespaced: true,
  shortNames: ['vpod'],
  categories: ['aranya'],
}

const envSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 1024, description: 'Name of the variable.' }),
    value: Type.String({ maxLength: 131_072, default: '', description: 'Its value, taken as it is.' }),
  },
  { description: 'A variable of the environment.' },
)

const containerSchema = Type.Object(
  {
    name: Type.String({
      minLength: 1,
      maxLength: 63,
      description: 'Name of the container, as in kubectl exec -c NAME. Unique among containers and logs.',
    }),
    command: Type.Optional(
      Type.Array(Type.String({ maxLength: 131_072 }), {
        maxItems: 1024,
        'x-kubernetes-list-type': 'atomic',
        description:
          'The main command, which kubectl attach starts: an executable and its arguments, run without a shell. ' +
          "Without it, the user's login shell.",
      }),
    ),
    user: Type.Optional(
      Type.String({
        maxLength: 32,
        description:
          "User of the device as whom everything runs: a name or a numeric id. Without it, the agent's own user.",
      }),
    ),
    workingDir: Type.Optional(
      Type.String({
        maxLength: 4096,
        description: 'Directory in which commands start: an absolute path. Without it, the home of the user.',
      }),
    ),
    env: Type.Optional(
      Type.Array(envSchema, {
        maxItems: 1000,
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['name'],
        description: 'Variables that are added to the environment of commands.',
      }),
    ),
    allowedCommands: Type.Optional(
      Type.Array(Type.String({ maxLength: 4096 }), {
        maxItems: 1000,
        'x-kubernetes-list-type': 'atomic',
        description:
          'The commands that may be run. Without the list, every command may be run; an empty list allows none. Each ' +
          'entry is an executable, by name or absolute path, which then takes any arguments; or an executable and its ' +
          'arguments, divided by blanks, and then exactly these. Commands run without a shell, the executable is ' +
          'resolved on the device before it is compared, and quotes have no meaning.',
      }),
    ),
    allowedPorts: Type.Optional(
      Type.Array(Type.Integer({ format: 'int32', minimum: 1, maximum: 65_535 }), {
        maxItems: 1000,
        'x-kubernetes-list-type': 'set',
        description:
          'The ports of the device that may be forwarded, from 1 to 65535. Without the list, every port may be ' +
          'forwarded; an empty list allows none.',
      }),
    ),
  },
  { description: 'One way into the device, which looks like a container.' },
)

const logSchema = Type.Object(
  {
    name: Type.String({
      minLength: 1,
      maxLength: 63,
      description: 'Name of the log, as in kubectl logs -c NAME. Unique among containers and logs.',
    }),
    path: Type.Optional(
      Type.String({
        maxLength: 4096,
        description: 'A file of the device: an absolute path. Either this or journalUnit.',
      }),
    ),
    journalUnit: Type.Optional(
      Type.String({ maxLength: 256, description: "A unit of the device's systemd journal. Either this or path." }),
    ),
  },
  { description: 'One log of the device, which looks like one more container.' },
)

const specSchema = Type.Object(
  {
    deviceName: Type.String({
      minLength: 1,
      maxLength: 253,
      description: 'The EdgeDevice in the same namespace to which this leads. Cannot be changed.',
    }),
    containers: Type.Array(containerSchema, {
      minItems: 1,
      maxItems: 100,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      'x-kubernetes-patch-merge-key': 'name',
      'x-kubernetes-patch-strategy': 'merge',
      description: 'The ways in: at least one. The first is the one that kubectl takes when none is named.',
    }),
    logs: Type.Optional(
      Type.Array(logSchema, {
        maxItems: 100,
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['name'],
        'x-kubernetes-patch-merge-key': 'name',
        'x-kubernetes-patch-strategy': 'merge',
        description: 'Logs of the device that can be read.',
      }),
    ),
  },
  { description: 'The device, and what is handed out of it.' },
)

const statusSchema = Type.Object(
  {
    phase: oneOf(['Running'], { default: 'Running', description: 'Always Running: nothing is scheduled or started.' }),
    deviceUID: Type.Optional(
      Type.String({
        maxLength: 128,
        description:
          'The uid of the EdgeDevice that this leads to, from when there first was one: it never leads to a later device of ' +
          'the same name. Set by the server alone; what others write here is ignored.',
      }),
    ),
    conditions: Type.Optional(conditionsSchema),
  },
  { default: {}, description: 'What the server has seen. Written by the server.' },
)

export const virtualPodSchema = Type.Object(
  { ...typeMetaProperties, metadata: objectMetaSchema, spec: specSchema, status: statusSchema },
  {
    description:
      'VirtualPod is a way into an EdgeDevice: a pod that runs nowhere, whose containers stand for what may be done on the ' +
      'device. The right to virtualpods/exec with a resource name grants exactly what one VirtualPod describes.',
  },
)

/** A VirtualPod as it is stored: defaults applied. */
export type VirtualPod = Static<typeof virtualPodSchema>
export type VirtualPodContainer = VirtualPod['spec']['containers'][number]
export type VirtualPodLog = NonNullable<VirtualPod['spec']['logs']>[number]
