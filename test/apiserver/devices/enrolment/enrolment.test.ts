import { X509Certificate } from 'node:crypto'
import { status } from '@grpc/grpc-js'
import { rm } from 'node:fs/promises'
import t from 'tap'
import { makeKey, makeRequest } from '../../pki/certificate-requests.ts'
import { callEnroll, callRenew, connectAgent, enroll } from '../grpc-agent.ts'
import {
  createDevice,
  createToken,
  deleteDevice,
  deviceWhen,
  getDevice,
  openHarness,
  openTestAuthority,
  conditionOf,
} from '../harness.ts'

const { authority, dir } = await openTestAuthority()
t.teardown(() => rm(dir, { recursive: true }))
const dayMs = 86_400_000

t.test('a token says how to join, and turns a request into a certificate for its device', async (t) => {
  const harness = await openHarness(authority)
  t.teardown(() => harness.close())
  const uid = await createDevice(harness, 'pi')
  const made = await createToken(harness, 'pi')
  t.equal(made.caHash, authority.hash)
  t.equal(made.server, `127.0.0.1:${harness.port}`)
  t.match(made.command, `arhat join --server ${made.server} --token ${made.token} --ca-hash ${made.caHash} --state-dir`)
  const answer = await callEnroll(harness, made.token, makeRequest({ commonName: 'somebody-else' }))
  t.match(answer, { namespace: 'default', name: 'pi', uid })
  const leaf = new X509Certificate(answer.certificateChain ?? '')
  t.equal(leaf.subject, `CN=${uid}`)
  t.equal(leaf.subjectAltName, 'URI:aranya://default/pi')
  const device = await deviceWhen(harness, 'pi', ({ status }) => status.certificate !== undefined)
  t.equal(device.status.certificate?.serialNumber, leaf.serialNumber.toLowerCase())
  t.equal(conditionOf(device, 'Enrolled')?.status, 'True')
  t.equal(device.status.phase, 'Pending', 'not connected yet')
})

t.test('a token is good for one key, which may repeat it until it has connected', async (t) => {
  const harness = await openHarness(authority)
  t.teardown(() => harness.close())
  await createDevice(harness, 'pi')
  const { token } = await createToken(harness, 'pi')
  const key = makeKey()
  await callEnroll(harness, token, makeRequest({ key }))
  await t.rejects(callEnroll(harness, token, makeRequest()), { code: status.PERMISSION_DENIED, details: /another key/ })
  const again = await callEnroll(harness, token, makeRequest({ key }))
  const agent = await connectAgent(harness, { key, chainPem: again.certificateChain ?? '' })
  t.teardown(() => agent.cut())
  await deviceWhen(harness, 'pi', ({ status }) => status.phase === 'Online')
  while ((await harness.cache.list('internal/tokens/')).items.length > 0) await new Promise(setImmediate)
  await t.rejects(callEnroll(harness, token, makeRequest({ key })), {
    code: status.UNAUTHENTICATED,
    details: /unknown/,
  })
})

t.test('of two keys that use a token at the same moment, one gets the certificate', async (t) => {
  const harness = await openHarness(authority)
  t.teardown(() => harness.close())
  await createDevice(harness, 'pi')
  const { token } = await createToken(harness, 'pi')
  const requests = Array.from({ length: 6 }, () => makeRequest())
  const results = await Promise.allSettled(requests.map((request) => callEnroll(harness, token, request)))
  t.equal(results.filter((result) => result.status === 'fulfilled').length, 1)
})

t.test('expired, unknown, foreign and nonsense tokens are refused', async (t) => {
  const clock = { now: Date.now() }
  const harness = await openHarness(authority, { clock })
  t.teardown(() => harness.close())
  await createDevice(harness, 'pi')
  await createDevice(harness, 'gone')
  const { token, expirationTimestamp } = await createToken(harness, 'pi', { spec: { expirationSeconds: 60 } })
  t.equal(Date.parse(expirationTimestamp), Math.floor((clock.now + 60_000) / 1000) * 1000)
  const { token: orphan } = await createToken(harness, 'gone')
  await deleteDevice(harness, 'gone')
  const refused = { code: status.UNAUTHENTICATED }
  await t.rejects(callEnroll(harness, orphan, makeRequest()), refused)
  await t.rejects(
    callEnroll(harness, `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`, makeRequest()),
    refused,
  )
  await t.rejects(callEnroll(harness, '', makeRequest()), refused)
  await t.rejects(callEnroll(harness, '../devices/x', makeRequest()), refused)
  await t.rejects(callEnroll(harness, token, 'not a request'), { code: status.INVALID_ARGUMENT })
  clock.now += 60_000
  await t.rejects(callEnroll(harness, token, makeRequest()), { ...refused, details: /expired/ })
})

t.test('secrets are stored as hashes', async (t) => {
  const harness = await openHarness(authority)
  t.teardown(() => harness.close())
  await createDevice(harness, 'pi')
  const { token } = await createToken(harness, 'pi')
  const { items } = await harness.cache.list('internal/')
  t.equal(items.length, 1)
  const secret = token.split('.')[1] ?? ''
  t.ok(secret.length >= 43)
  t.notOk(items.some(({ value }) => Buffer.from(value).includes(secret)))
})

t.test('a token survives a restart of the server', async (t) => {
  const before = await openHarness(authority)
  await createDevice(before, 'pi')
  const { token } = await createToken(before, 'pi')
  await before.close()
  const after = await openHarness(authority, { restartOf: before })
  t.teardown(() => after.close())
  await t.resolves(callEnroll(after, token, makeRequest()))
})

t.test('a bad expiry is 422, a body of another kind 400, a missing device 404', async (t) => {
  const harness = await openHarness(authority)
  t.teardown(() => harness.close())
  await createDevice(harness, 'pi')
  for (const expirationSeconds of [59, 86_401, 1.5, '600'])
    await t.rejects(createToken(harness, 'pi', { spec: { expirationSeconds } }), {
      code: 422,
      details: { causes: [{ field: 'spec.expirationSeconds' }] },
    })
  await t.rejects(createToken(harness, 'pi', { kind: 'Pod' }), { code: 400 })
  await t.rejects(createToken(harness, 'pi', []), { code: 400 })
  await t.rejects(createToken(harness, 'missing'), {
    code: 404,
    message: 'edgedevices.aranya.arhat.dev "missing" not found',
  })
})

t.test('a device has a bounded number of tokens, and expired ones do not count', async (t) => {
  const clock = { now: Date.now() }
  const harness = await openHarness(authority, { clock, limits: { tokensPerDevice: 2 } })
  t.teardown(() => harness.close())
  await createDevice(harness, 'pi')
  await Promise.all([createToken(harness, 'pi'), createToken(harness, 'pi')])
  await t.rejects(createToken(harness, 'pi'), { code: 429 })
  clock.now += 600_000
  await t.resolves(createToken(harness, 'pi'))
})

t.test('enrolling again with a new token revokes the older key', async (t) => {
  const harness = await openHarness(authority)
  t.teardown(() => harness.close())
  await createDevice(harness, 'pi')
  const first = await enroll(harness, 'pi')
  const agent = await connectAgent(harness, first)
  const second = await enroll(harness, 'pi')
  t.match(await agent.session.closed, { by: 'peer', goodbye: { code: 'revoked', message: /another key/ } })
  await t.rejects(connectAgent(harness, first), { message: /^revoked: .*another key/ })
  await t.rejects(callRenew(harness, makeRequest({ key: first.key }), first), { code: status.UNAUTHENTICATED })
  const newer = await connectAgent(harness, second)
  t.teardown(() => newer.cut())
})

t.test('a certificate is renewed on the same key, also for a while after it expired', async (t) => {
  const clock = { now: Date.now() }
  const harness = await openHarness(authority, { clock, limits: { renewalGraceDays: 90, renewalPauseMs: 60_000 } })
  t.teardown(() => harness.close())
  const uid = await createDevice(harness, 'pi')
  const identity = await enroll(harness, 'pi')
  const request = makeRequest({ key: identity.key, commonName: uid })
  clock.now = Date.now()
  await t.rejects(callRenew(harness, request, identity), { code: status.RESOURCE_EXHAUSTED }, 'at once')
  clock.now += 60_000
  const renewed = await callRenew(harness, request, identity)
  t.not(
    new X509Certificate(renewed.certificateChain ?? '').serialNumber,
    new X509Certificate(identity.chainPem).serialNumber,
  )
  await t.rejects(
    callRenew(harness, makeRequest({ commonName: uid }), identity),
    { code: status.UNAUTHENTICATED },
    'another key',
  )
  await t.rejects(callRenew(harness, makeRequest({ commonName: uid })), { code: status.UNAUTHENTICATED })
  clock.now += 119 * dayMs
  await t.resolves(callRenew(harness, request), 'expired, so without a certificate')
  clock.now += 121 * dayMs
  await t.rejects(callRenew(harness, request), { code: status.UNAUTHENTICATED, details: /90 days/ })
})

t.test('failures are counted by address, and a good token gets through all the same', async (t) => {
  const harness = await openHarness(authority, { limits: { failuresPerAddress: 3 } })
  t.teardown(() => harness.close())
  await createDevice(harness, 'pi')
  const { token } = await createToken(harness, 'pi')
  const codes: number[] = []
  for (let attempt = 0; attempt < 5; attempt++)
    await callEnroll(harness, 'x', '').catch((error: { code: number }) => codes.push(error.code))
  const [no, exhausted] = [status.UNAUTHENTICATED, status.RESOURCE_EXHAUSTED]
  t.same(codes, [no, no, no, exhausted, exhausted])
  await t.resolves(callEnroll(harness, token, makeRequest()))
})

t.test('deleting a device deletes what was kept of it', async (t) => {
  const harness = await openHarness(authority)
  t.teardown(() => harness.close())
  await createDevice(harness, 'pi')
  await enroll(harness, 'pi')
  await createToken(harness, 'pi')
  t.ok((await harness.cache.list('internal/')).items.length >= 2)
  await deleteDevice(harness, 'pi')
  while ((await harness.cache.list('internal/')).items.length > 0) await new Promise(setImmediate)
  t.throws(() => getDevice(harness, 'pi'))
})
