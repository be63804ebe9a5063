import { rm } from 'node:fs/promises'
import pino from 'pino'
import t from 'tap'
import type { StoredObject } from '../../../../apiserver/api/meta/object.ts'
import { ConnectionAdmission } from '../../../../apiserver/devices/admission/admission.ts'
import { Duplicates } from '../../../../apiserver/devices/admission/duplicates.ts'
import { Refusal, revoked } from '../../../../apiserver/devices/enrolment/refusal.ts'
import { Directory } from '../../../../apiserver/devices/sessions/directory.ts'
import { StorageError } from '../../../../apiserver/storage/errors.ts'
import { openTestAuthority } from '../harness.ts'
import { FakeGateway, issueDevice } from './fake-gateway.ts'

const { authority, dir } = await openTestAuthority()
t.teardown(() => rm(dir, { recursive: true }))

const device = { namespace: 'default', name: 'pi', uid: 'uid-1' }
const { certificate, keyHash } = await issueDevice(authority, device.uid)
const enrolment = { device, keyHash, serialNumber: '01', notAfterMs: 0 }

/** Admission of the one device `pi`, behind a gateway in memory. `check` finds its enrolment. */
function create(check: () => Promise<typeof enrolment> = async () => enrolment) {
  const events: string[] = []
  const clock = { nowMs: Date.now() }
  const stored = {
    object: { metadata: device, spec: { connectivity: { heartbeatSeconds: 10, resumeSeconds: 0 } } },
  } as unknown as StoredObject
  const devices = {
    isDeleted: false,
    peek: () => (devices.isDeleted ? undefined : stored),
    peekAll: () => ({ items: [stored], revision: 1 }),
  }
  const directory = new Directory({
    onConnected: ({ method, remoteAddress }) => events.push(`connected by ${method} from ${remoteAddress}`),
    onDisconnected: (_, end) => events.push(`disconnected by ${end.by}`),
  })
  const admission = new ConnectionAdmission({
    devices,
    directory,
    duplicates: new Duplicates({ now: () => clock.nowMs, alternations: 3, backoffMs: 60_000 }),
    enroller: { check, confirm: async () => {} },
    epoch: 'server',
    muxLimits: {},
    helloTimeoutMs: 60_000,
    now: () => clock.nowMs,
    log: pino({ level: 'silent' }),
    onDuplicate: () => events.push('duplicate'),
    onResult: (call, result) => events.push(`${call}: ${result}`),
  })
  return { gateway: new FakeGateway(admission), admission, directory, devices, clock, events }
}

t.test('an admitted line carries the session of its device until it is lost', async (t) => {
  const { gateway, directory, events } = create()
  const connection = gateway.connect({ certificate })
  t.match(await connection.outcome, { kind: 'admitted' })
  const { session } = await connection.session
  t.match(directory.get(device.uid), { device, keyHash, method: 'grpc', remoteAddress: '192.0.2.1:1' })
  await session.measured
  connection.cut()
  await connection.released
  t.equal(directory.get(device.uid), undefined)
  t.same(events, ['connect: ok', 'connected by grpc from 192.0.2.1:1', 'disconnected by transport'])
})

t.test('a line without a valid certificate is refused before anything is read from it', async (t) => {
  const { gateway, clock, events } = create()
  const missing = gateway.connect({ certificate: undefined })
  t.match(await missing.outcome, { kind: 'refused', refusal: { code: 'unauthenticated' }, goodbye: undefined })
  clock.nowMs += 3 * 86_400_000
  const expired = gateway.connect({ certificate })
  t.match(await expired.outcome, { kind: 'refused', refusal: { code: 'unauthenticated' } })
  t.notOk(missing.isOpen() || expired.isOpen())
  t.same(events, ['connect: unauthenticated', 'connect: unauthenticated'])
})

t.test('a revoked certificate is answered with a goodbye, so that the agent stops trying', async (t) => {
  const { gateway } = create(() => Promise.reject(revoked('the EdgeDevice was deleted')))
  const connection = gateway.connect({ certificate })
  const goodbye = { code: 3, message: 'the EdgeDevice was deleted' }
  t.match(await connection.outcome, { kind: 'refused', refusal: { code: 'unauthenticated' }, goodbye })
})

t.test('a failure inside the server is told without its cause, and as one that passes', async (t) => {
  for (const failure of [new StorageError('damaged', 'secret'), new Error('secret')]) {
    const { gateway } = create(() => Promise.reject(failure))
    const outcome = await gateway.connect({ certificate }).outcome
    t.match(outcome, { kind: 'refused', refusal: { code: 'unavailable', cause: failure } })
    t.notMatch(outcome.kind === 'refused' && outcome.refusal.message, /secret/)
  }
})

t.test('a device that is deleted during the handshake is revoked', async (t) => {
  let checks = 0
  const { gateway, devices } = create(async () => {
    if (++checks > 1) throw revoked('the EdgeDevice was deleted')
    return enrolment
  })
  const { session } = await gateway.connect({ certificate }).session
  t.match(await session.closed, { by: 'peer', goodbye: { code: 'revoked' } })
  devices.isDeleted = true
  await t.rejects(gateway.connect({ certificate }).session)
})

t.test('the latest line of a device replaces the one before, until two agents alternate', async (t) => {
  const { gateway, admission, events } = create()
  const first = await gateway.connect({ certificate, instance: 'a' }).session
  const second = await gateway.connect({ certificate, instance: 'b' }).session
  t.match(await first.session.closed, { goodbye: { code: 'replaced' } })
  const third = await gateway.connect({ certificate, instance: 'a' }).session
  t.match(await second.session.closed, { goodbye: { code: 'replaced' } })
  await t.rejects(gateway.connect({ certificate, instance: 'b' }).session, { message: /^replaced: .*copy/ })
  t.ok(events.includes('duplicate'))
  await admission.close()
  t.match(await third.session.closed, { goodbye: { code: 'shutting-down' } })
})

t.test('a closed admission refuses lines', async (t) => {
  const { gateway, admission } = create()
  await admission.close()
  const outcome = await gateway.connect({ certificate }).outcome
  t.match(outcome, { kind: 'refused', refusal: { code: 'unavailable', message: /shutting down/ } })
  t.ok(outcome.kind === 'refused' && outcome.refusal instanceof Refusal)
})

t.test('a failure after the handshake ends the session and releases the line', async (t) => {
  const { gateway, directory } = create()
  directory.add = () => Promise.reject(new Error('secret'))
  const connection = gateway.connect({ certificate })
  const { session } = await connection.session
  await connection.released
  t.match(await session.closed, { by: 'peer', goodbye: { code: 'shutting-down', message: /^internal error/ } })
})
