import t from 'tap'
import { edgeDeviceKind } from '../../../../apiserver/api/kinds.ts'
import { readFacts } from '../../../../apiserver/devices/sessions/device-facts.ts'
import { applyReport } from '../../../../apiserver/devices/presence/status.ts'

t.test('whatever a device tells, its status stays valid', async (t) => {
  const long = 'x'.repeat(100_000)
  const many = Array.from({ length: 1000 }, (_, index) => `f${index}`)
  const facts = readFacts({
    instance: long,
    info: {
      hostname: '\u001b[31mred\u0000',
      osImage: long,
      kernelVersion: '\u00e9\u{1F600}'.repeat(1000),
      machineId: 'a\u202eb\ud800',
      capacity: {
        cpu: '4',
        memory: '16Gi',
        bad: 'lots',
        '': '1',
        __proto__x: '1',
        ...Object.fromEntries(many.map((name) => [name, '1'])),
      },
      features: [...many, ...many, long, 'Exec!', ''],
    },
  })
  t.equal(facts.nodeInfo.hostname, '[31mred')
  t.equal(facts.nodeInfo.machineID, 'ab\ufffd')
  t.match(facts.nodeInfo.kernelVersion, /^(é😀)+é?$/, 'no half characters')
  t.notOk('bad' in facts.capacity)
  t.equal(new Set(facts.features).size, facts.features.length)
  const connection = { method: 'grpc', remoteAddress: '10.0.0.1:1' } as const
  const presence = { kind: 'online', facts, ...connection, sinceMs: 0, server: 's', rttMs: 0.4 } as const
  const status = applyReport({ phase: 'Pending' }, { presence, certificate: { serialNumber: 'ab', notAfterMs: 0 } }, 0)
  const object = {
    apiVersion: 'aranya.arhat.dev/v1alpha1',
    kind: 'EdgeDevice',
    metadata: { name: 'x', namespace: 'y' },
    spec: {},
    status,
  }
  edgeDeviceKind.applyDefaults(object)
  t.same(edgeDeviceKind.validate(object), [])
  t.same(edgeDeviceKind.unknownFields(object), [])
})

t.test('a device that tells nothing is told as such', async (t) => {
  t.same(readFacts({}), { instance: '', nodeInfo: {}, capacity: {}, features: [] })
})
