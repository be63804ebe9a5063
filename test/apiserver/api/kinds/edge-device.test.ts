import t from 'tap'
import { edgeDeviceKind } from '../../../../apiserver/api/kinds.ts'
import type { EdgeDevice } from '../../../../apiserver/api/kinds/edge-device/schema.ts'
import type { KubeObject } from '../../../../apiserver/api/meta/object.ts'

function device(parts: Record<string, unknown> = {}): KubeObject {
  const object = {
    apiVersion: 'aranya.arhat.dev/v1alpha1',
    kind: 'EdgeDevice',
    metadata: { name: 'edge-1', namespace: 'default' },
    ...parts,
  }
  edgeDeviceKind.applyDefaults(object)
  return object
}

function causesOf(parts: Record<string, unknown>): string[] {
  return edgeDeviceKind.validate(device(parts)).map(({ field, message }) => `${field}: ${message}`)
}

t.test('nothing but a name makes a device that may do everything', async (t) => {
  const { spec, status } = device() as EdgeDevice
  t.same(spec, {
    connectivity: { method: 'grpc', heartbeatSeconds: 30, resumeSeconds: 60 },
    access: { exec: true, attach: true, log: true, portforward: true, hostshell: true, proxy: true },
  })
  t.same(status, { phase: 'Pending' })
  t.same(causesOf({}), [])
})

t.test('what is said stays', async (t) => {
  const { spec } = device({
    spec: { connectivity: { heartbeatSeconds: 5 }, access: { hostshell: false } },
  }) as EdgeDevice
  t.equal(spec.connectivity.heartbeatSeconds, 5)
  t.equal(spec.access.hostshell, false)
  t.equal(spec.access.exec, true)
})

t.test('a field of the wrong type hid what was wrong with the name and the labels', async (t) => {
  const metadata = { name: 'Bad_Name', namespace: 'default', labels: { 'a b': 'c' } }
  t.match(causesOf({ metadata, spec: { access: { exec: 'yes' } } }), [
    /^spec.access.exec: /,
    /^metadata.name: /,
    /^metadata.labels: /,
  ])
  t.match(causesOf({ metadata: { ...metadata, labels: 5 } }), [/^metadata.labels: .* must be of type object/])
})

t.test('all that is wrong is told at once', async (t) => {
  const causes = causesOf({
    metadata: { name: 'Edge_1', namespace: 'default', labels: { a: '-' } },
    spec: { connectivity: { method: 'carrier-pigeon', heartbeatSeconds: 0, resumeSeconds: 3601 } },
    status: { phase: 'Gone' },
  })
  t.match(causes, [
    'spec.connectivity.method: Unsupported value: "carrier-pigeon": supported values: "grpc", "mqtt"',
    'spec.connectivity.heartbeatSeconds: Invalid value: 0: must be between 1 and 3600, inclusive',
    'spec.connectivity.resumeSeconds: Invalid value: 3601: must be between 0 and 3600, inclusive',
    'status.phase: Unsupported value: "Gone": supported values: "Pending", "Online", "Offline"',
    /^metadata\.name: Invalid value: "Edge_1": /,
    /^metadata\.labels: Invalid value: "-": /,
  ])
  t.equal(causes.length, 6)
})

t.test('wrong types are causes, wherever they are', async (t) => {
  t.same(causesOf({ spec: 'x' }), ['spec: Invalid value: "x": must be of type object'])
  t.same(causesOf({ spec: { access: { exec: 'yes' } } }), [
    'spec.access.exec: Invalid value: "yes": must be of type boolean',
  ])
  t.same(causesOf({ metadata: { name: 7, namespace: 'default', labels: { a: 1 } } }), [
    'metadata.name: Invalid value: 7: must be of type string',
    'metadata.labels[a]: Invalid value: 1: must be of type string',
  ])
  for (const metadata of [null, [], 'x', 1]) t.ok(causesOf({ metadata }).length > 0, JSON.stringify(metadata))
})

t.test('spec.node is kept as it is, other unknown fields are found', async (t) => {
  const object = device({ spec: { node: { any: { thing: [1] } }, conectivity: {} }, extra: 1 })
  t.same(edgeDeviceKind.unknownFields(object), ['spec.conectivity', 'extra'])
  edgeDeviceKind.pruneUnknownFields(object)
  t.same((object as EdgeDevice).spec.node, { any: { thing: [1] } })
  t.same(edgeDeviceKind.unknownFields(object), [])
})

t.test('a full status is valid, and a condition occurs once', async (t) => {
  const ready = {
    type: 'Ready',
    status: 'True',
    reason: 'Connected',
    message: '',
    lastTransitionTime: '2026-11-21T08:00:00Z',
  }
  const status = {
    phase: 'Online',
    conditions: [ready, { ...ready, type: 'Enrolled' }],
    connection: {
      method: 'grpc',
      remoteAddress: '10.0.0.1:5',
      since: '2026-11-21T08:00:00Z',
      server: 's',
      instance: 'i',
      rttMillis: 3,
    },
    nodeInfo: { architecture: 'arm64', operatingSystem: 'linux', agentVersion: 'v0.1.0' },
    capacity: { cpu: '4', memory: '1Gi' },
    features: ['exec', 'tty'],
    certificate: { serialNumber: '0a', notAfter: '2026-12-21T08:00:00Z' },
  }
  t.same(causesOf({ status }), [])
  t.same(edgeDeviceKind.unknownFields(device({ status })), [])
  t.same(causesOf({ status: { ...status, conditions: [ready, ready] } }), [
    'status.conditions[1].type: Duplicate value: "Ready"',
  ])
})

t.test('a device shows its state in columns', async (t) => {
  const names = edgeDeviceKind.table.columns.map(({ name, priority }) => `${name}${priority}`)
  t.same(names, ['Name0', 'Phase0', 'Method0', 'Arch0', 'OS0', 'Age0', 'Address1', 'RTT1', 'Agent1', 'Since1'])
  t.same(edgeDeviceKind.table.cells(device()), [
    'edge-1',
    'Pending',
    'grpc',
    '<none>',
    '<none>',
    { since: undefined },
    '<none>',
    '<none>',
    '<none>',
    '<none>',
  ])
  const online = device({
    metadata: { name: 'edge-1', namespace: 'default', creationTimestamp: '2026-11-19T08:00:00Z' },
    status: {
      phase: 'Online',
      connection: { method: 'mqtt', remoteAddress: '10.0.0.1:5', since: '2026-11-21T08:00:00Z', rttMillis: 0 },
      nodeInfo: { architecture: 'arm64', operatingSystem: 'linux', agentVersion: 'v0.1.0' },
    },
  })
  t.same(edgeDeviceKind.table.cells(online), [
    'edge-1',
    'Online',
    'mqtt',
    'arm64',
    'linux',
    { since: '2026-11-19T08:00:00Z' },
    '10.0.0.1:5',
    '0ms',
    'v0.1.0',
    { since: '2026-11-21T08:00:00Z' },
  ])
})
