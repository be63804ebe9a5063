import t from 'tap'
import { virtualPodKind } from '../../../../apiserver/api/kinds.ts'
import type { KubeObject } from '../../../../apiserver/api/meta/object.ts'

function pod(spec: unknown, metadata = {}): KubeObject {
  const object = {
    apiVersion: 'aranya.arhat.dev/v1alpha1',
    kind: 'VirtualPod',
    metadata: { name: 'pod', namespace: 'default', ...metadata },
    spec,
  }
  virtualPodKind.applyDefaults(object)
  return object
}

function causesOf(spec: unknown): string[] {
  return virtualPodKind.validate(pod(spec)).map(({ reason, field }) => `${reason} ${field}`)
}

function causesOfContainer(container: Record<string, unknown>): string[] {
  return causesOf({ deviceName: 'edge-1', containers: [{ name: 'host', ...container }] })
}

t.test('a device and a container are enough', async (t) => {
  t.same(causesOf({ deviceName: 'edge-1', containers: [{ name: 'host' }] }), [])
})

t.test('device and containers are required', async (t) => {
  t.same(causesOf(undefined), ['FieldValueRequired spec'])
  t.same(causesOf({}), ['FieldValueRequired spec.deviceName', 'FieldValueRequired spec.containers'])
  t.same(causesOf({ deviceName: '', containers: [] }), [
    'FieldValueRequired spec.deviceName',
    'FieldValueRequired spec.containers',
  ])
  t.same(causesOf({ deviceName: 'A', containers: [{}] }), [
    'FieldValueRequired spec.containers[0].name',
    'FieldValueInvalid spec.deviceName',
  ])
})

t.test('everything that a container can say', async (t) => {
  const container = {
    command: ['/bin/sh', '-l'],
    user: 'www-data',
    workingDir: '/var/www',
    env: [{ name: 'A', value: 'b' }, { name: 'EMPTY' }],
    allowedCommands: ['uptime', '/usr/bin/systemctl restart nginx'],
    allowedPorts: [80, 443],
  }
  t.same(causesOfContainer(container), [])
  const { containers } = pod({ deviceName: 'd', containers: [{ name: 'c', ...container }] })['spec'] as {
    containers: [{ env: unknown }]
  }
  t.same(containers[0].env, [
    { name: 'A', value: 'b' },
    { name: 'EMPTY', value: '' },
  ])
})

t.test('an empty list of allowed commands or ports is valid, and stays', async (t) => {
  t.same(causesOfContainer({ allowedCommands: [], allowedPorts: [] }), [])
  const spec = { deviceName: 'd', containers: [{ name: 'c', allowedCommands: [], allowedPorts: [] }] }
  t.same(pod(structuredClone(spec))['spec'], spec)
  t.same(pod({ deviceName: 'd', containers: [{ name: 'c' }] })['spec'], {
    deviceName: 'd',
    containers: [{ name: 'c' }],
  })
})

t.test('what a container must not say', async (t) => {
  const at = 'spec.containers[0]'
  const cases: readonly [Record<string, unknown>, string][] = [
    [{ name: 'Host' }, `FieldValueInvalid ${at}.name`],
    [{ command: [] }, `FieldValueRequired ${at}.command[0]`],
    [{ command: [''] }, `FieldValueRequired ${at}.command[0]`],
    [{ command: ['a', 'b\0'] }, `FieldValueInvalid ${at}.command[1]`],
    [{ command: 'sh' }, `FieldValueTypeInvalid ${at}.command`],
    [{ user: '' }, `FieldValueInvalid ${at}.user`],
    [{ user: '-u' }, `FieldValueInvalid ${at}.user`],
    [{ user: 'a b' }, `FieldValueInvalid ${at}.user`],
    [{ user: '4294967295' }, `FieldValueInvalid ${at}.user`],
    [{ user: 1000 }, `FieldValueTypeInvalid ${at}.user`],
    [{ workingDir: 'tmp' }, `FieldValueInvalid ${at}.workingDir`],
    [{ workingDir: '' }, `FieldValueInvalid ${at}.workingDir`],
    [{ workingDir: '/a/../b' }, `FieldValueInvalid ${at}.workingDir`],
    [{ env: [{ name: 'A=B' }] }, `FieldValueInvalid ${at}.env[0].name`],
    [{ env: [{ name: '' }] }, `FieldValueRequired ${at}.env[0].name`],
    [{ env: [{ name: 'A' }, { name: 'A' }] }, `FieldValueDuplicate ${at}.env[1].name`],
    [{ env: [{ name: 'A', value: '\0' }] }, `FieldValueInvalid ${at}.env[0].value`],
    [{ allowedCommands: [''] }, `FieldValueRequired ${at}.allowedCommands[0]`],
    [{ allowedCommands: ['  '] }, `FieldValueRequired ${at}.allowedCommands[0]`],
    [{ allowedCommands: ['ok', 'bin/x'] }, `FieldValueInvalid ${at}.allowedCommands[1]`],
    [{ allowedCommands: ['a\0'] }, `FieldValueInvalid ${at}.allowedCommands[0]`],
    [{ allowedPorts: [0] }, `FieldValueInvalid ${at}.allowedPorts[0]`],
    [{ allowedPorts: [65_536] }, `FieldValueInvalid ${at}.allowedPorts[0]`],
    [{ allowedPorts: [80, 80] }, `FieldValueDuplicate ${at}.allowedPorts[1]`],
    [{ allowedPorts: ['80'] }, `FieldValueTypeInvalid ${at}.allowedPorts[0]`],
  ]
  for (const [container, cause] of cases) t.same(causesOfContainer(container), [cause], JSON.stringify(container))
})

t.test('users are names or numbers', async (t) => {
  for (const user of ['root', '_apt', 'a.b', 'svc$', '0', '1000', '4294967294'])
    t.same(causesOfContainer({ user }), [], user)
})

t.test('a log has a path or a unit, exactly one', async (t) => {
  const withLog = (log: object): string[] =>
    causesOf({ deviceName: 'd', containers: [{ name: 'host' }], logs: [{ name: 'l', ...log }] })
  t.same(withLog({ path: '/var/log/syslog' }), [])
  t.same(withLog({ journalUnit: 'getty@tty1.service' }), [])
  t.same(withLog({}), ['FieldValueRequired spec.logs[0]'])
  t.same(withLog({ path: '/a', journalUnit: 'b' }), ['FieldValueForbidden spec.logs[0].journalUnit'])
  t.same(withLog({ path: 'a' }), ['FieldValueInvalid spec.logs[0].path'])
  t.same(withLog({ journalUnit: '--all' }), ['FieldValueInvalid spec.logs[0].journalUnit'])
  t.same(withLog({ journalUnit: 'a b' }), ['FieldValueInvalid spec.logs[0].journalUnit'])
})

t.test('names are unique over containers and logs', async (t) => {
  const spec = {
    deviceName: 'd',
    containers: [{ name: 'a' }, { name: 'a' }],
    logs: [
      { name: 'a', path: '/x' },
      { name: 'b', path: '/x' },
      { name: 'b', path: '/x' },
    ],
  }
  t.same(causesOf(spec), [
    'FieldValueDuplicate spec.containers[1].name',
    'FieldValueDuplicate spec.logs[2].name',
    'FieldValueDuplicate spec.logs[0].name',
  ])
})

t.test('a virtual pod never moves to another device', async (t) => {
  const containers = [{ name: 'host' }]
  const [a, b] = [pod({ deviceName: 'a', containers }), pod({ deviceName: 'b', containers })]
  t.same(virtualPodKind.validateUpdate(a, a), [])
  t.same(virtualPodKind.validateUpdate(b, a), [
    { reason: 'FieldValueInvalid', field: 'spec.deviceName', message: 'Invalid value: "b": field is immutable' },
  ])
})

t.test('a virtual pod shows its device and whether that is there', async (t) => {
  const spec = { deviceName: 'd', containers: [{ name: 'a' }, { name: 'b' }], logs: [{ name: 'l', path: '/l' }] }
  t.same(virtualPodKind.table.cells(pod(spec, { creationTimestamp: '2026-11-21T07:59:00Z' })), [
    'pod',
    'd',
    'Unknown',
    'Running',
    { since: '2026-11-21T07:59:00Z' },
    'a,b',
    'l',
  ])
  const leaving = pod(spec, { deletionTimestamp: '2026-11-21T08:00:00Z' })
  t.equal(virtualPodKind.table.cells(leaving)[3], 'Terminating')
})
