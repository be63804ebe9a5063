import { status } from '@grpc/grpc-js'
import { rm } from 'node:fs/promises'
import t from 'tap'
import { openAuthority } from '../../../../apiserver/pki/authority.ts'
import { parseCertificateRequest } from '../../../../apiserver/pki/certificate-request.ts'
import { makeKey, makeRequest } from '../../pki/certificate-requests.ts'
import { callRenew, connectAgent, enroll } from '../grpc-agent.ts'
import {
  conditionOf,
  createDevice,
  deleteDevice,
  deviceWhen,
  openHarness,
  openTestAuthority,
  toKey,
} from '../harness.ts'
import type { Identity } from '../grpc-agent.ts'
import type { Harness } from '../harness.ts'

const { authority, dir } = await openTestAuthority()
t.teardown(() => rm(dir, { recursive: true }))
const isOnline = ({ status }: { status: { phase: string } }) => status.phase === 'Online'
const exec = { user: 'jane', exec: { command: ['true'] } }
const open = (harness: Harness, uid: string, request: object = exec) =>
  harness.devices.dialer.open(
    { device: { namespace: 'default', name: 'pi', uid }, request },
    new AbortController().signal,
  )

t.test('the latest connection wins, and the other is told why', async (t) => {
  const harness = await openHarness(authority)
  t.teardown(() => harness.close())
  const uid = await createDevice(harness, 'pi')
  const identity = await enroll(harness, 'pi')
  const first = await connectAgent(harness, identity)
  const second = await connectAgent(harness, identity, { instance: 'instance-2' })
  t.teardown(() => second.cut())
  t.match(await first.session.closed, { by: 'peer', goodbye: { code: 'replaced' } })
  const device = await deviceWhen(harness, 'pi', ({ status }) => status.connection?.instance === 'instance-2')
  t.equal(device.status.phase, 'Online')
  const channel = await open(harness, uid)
  channel.finish()
})

t.test('two instances that keep replacing each other are a duplicate, and the flapping ends', async (t) => {
  const clock = { now: Date.now() }
  const harness = await openHarness(authority, {
    clock,
    limits: { alternations: 3, duplicateBackoffMs: 30_000, sweepMs: 50 },
  })
  t.teardown(() => harness.close())
  await createDevice(harness, 'pi')
  const identity = await enroll(harness, 'pi')
  const reconnect = (instance: string) => connectAgent(harness, identity, { instance })
  await reconnect('a')
  await reconnect('b')
  const winner = await reconnect('a')
  await t.rejects(reconnect('b'), { message: /^replaced: .*copy/ })
  t.match(
    conditionOf(
      await deviceWhen(harness, 'pi', (device) => conditionOf(device, 'Duplicate') !== undefined),
      'Duplicate',
    ),
    { status: 'True' },
  )
  t.equal(harness.devices.healthChecks.length, 1)
  const same = await reconnect('a')
  t.match(await winner.session.closed, { goodbye: { code: 'replaced' } }, 'the same instance may always come back')
  await t.rejects(reconnect('b'), { message: /^replaced/ })
  clock.now += 200_000
  await deviceWhen(harness, 'pi', (device) => conditionOf(device, 'Duplicate')?.status === 'False')
  same.cut()
})

t.test('a copy of a disk, with the same instance in it, is a duplicate', async (t) => {
  const harness = await openHarness(authority, { limits: { alternations: 3 } })
  t.teardown(() => harness.close())
  await createDevice(harness, 'pi')
  const identity = await enroll(harness, 'pi')
  const reconnect = (epoch: string) => connectAgent(harness, identity, { epoch })
  await reconnect('a')
  await reconnect('b')
  const winner = await reconnect('a')
  t.teardown(() => winner.cut())
  await t.rejects(reconnect('b'), { message: /^replaced: .*copy/ })
  const device = await deviceWhen(harness, 'pi', (it) => conditionOf(it, 'Duplicate') !== undefined)
  t.match(conditionOf(device, 'Duplicate'), { status: 'True' })
})

t.test('a deleted device is told so, and its certificate is worthless from then on', async (t) => {
  const harness = await openHarness(authority)
  t.teardown(() => harness.close())
  await createDevice(harness, 'pi')
  const identity = await enroll(harness, 'pi')
  const agent = await connectAgent(harness, identity)
  await deviceWhen(harness, 'pi', isOnline)
  await deleteDevice(harness, 'pi')
  t.match(await agent.session.closed, { by: 'peer', goodbye: { code: 'revoked', message: /deleted/ } })
  await t.rejects(connectAgent(harness, identity), { message: /^revoked: .*deleted/ })
  const uid = await createDevice(harness, 'pi')
  await t.rejects(connectAgent(harness, identity), { message: /^revoked/ }, 'a new device of the same name is another')
  const request = makeRequest({ key: identity.key, commonName: uid })
  await t.rejects(callRenew(harness, request, identity), { code: status.UNAUTHENTICATED })
  await t.rejects(callRenew(harness, request), { code: status.UNAUTHENTICATED })
})

t.test('certificates of others are refused', async (t) => {
  const clock = { now: Date.now() }
  const harness = await openHarness(authority, { clock })
  t.teardown(() => harness.close())
  const uid = await createDevice(harness, 'pi')
  const good = await enroll(harness, 'pi')
  const dir = t.testdir()
  const other = await openAuthority({ dir: `${dir}/other`, name: 'test-agents' })
  const request = parseCertificateRequest(makeRequest({ key: good.key }))
  const subject = { commonName: uid, uri: 'aranya://default/pi', days: 30 }
  const foreign = await other.signRequest(request, subject)
  const foreignCa: Identity = { key: good.key, chainPem: foreign.chainPem }
  const leaf = foreign.chainPem.slice(0, foreign.chainPem.indexOf('-----END') + 26)
  const containsOurs: Identity = { key: good.key, chainPem: leaf + authority.certificatePem }
  const expiredCa = await openAuthority({ dir: `${dir}/old`, name: 'old', now: () => Date.now() - 40 * 86_400_000 })
  const expired = await expiredCa.signRequest(request, subject)
  const server = await authority.issueServer({ commonName: uid, names: ['x'], days: 1 })
  const serving: Identity = { key: toKey(server.keyPem), chainPem: server.chainPem }
  const otherKey = makeKey()
  const ofOtherKey = await authority.signRequest(parseCertificateRequest(makeRequest({ key: otherKey })), subject)
  const refused = { message: /client certificate|certificate of this server/ }
  await t.rejects(connectAgent(harness, undefined), refused, 'none')
  await t.rejects(connectAgent(harness, foreignCa), refused, 'another CA of the same name')
  await t.rejects(connectAgent(harness, containsOurs), refused, 'a chain that merely contains our CA')
  await t.rejects(
    connectAgent(harness, { key: good.key, chainPem: expired.chainPem }),
    refused,
    'an old one of another CA',
  )
  await t.rejects(connectAgent(harness, serving), refused, 'a serving certificate of our CA')
  const stale: Identity = { key: otherKey, chainPem: ofOtherKey.chainPem }
  await t.rejects(
    connectAgent(harness, stale),
    { message: /^revoked/ },
    'ours, but of a key that is not the enrolled one',
  )
  const agent = await connectAgent(harness, good)
  t.teardown(() => agent.cut())
  clock.now += 31 * 86_400_000
  await t.rejects(connectAgent(harness, good), refused, 'expired by now')
})
