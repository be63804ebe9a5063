import { connect as connectTcp } from 'node:net'
import { once } from 'node:events'
import { connect as connectTls } from 'node:tls'
import { connect as connectHttp2 } from 'node:http2'
import { status } from '@grpc/grpc-js'
import { rm } from 'node:fs/promises'
import t from 'tap'
import { MuxError } from '../../../proto/mux/errors.ts'
import { openAuthority } from '../../../apiserver/pki/authority.ts'
import { parseCertificateRequest } from '../../../apiserver/pki/certificate-request.ts'
import { makeKey, makeRequest } from '../pki/certificate-requests.ts'
import {
  callRenew,
  conditionOf,
  connectAgent,
  context,
  createDevice,
  deleteDevice,
  deviceWhen,
  enroll,
  getDevice,
  openHarness,
  openTestAuthority,
  toKey,
} from './harness.ts'
import type { Harness, Identity } from './harness.ts'

const { authority, dir } = await openTestAuthority()
t.teardown(() => rm(dir, { recursive: true }))
const isOnline = ({ status }: { status: { phase: string } }) => status.phase === 'Online'
const isOffline = ({ status }: { status: { phase: string } }) => status.phase === 'Offline'
const exec = { user: 'jane', exec: { command: ['true'] } }
const open = (harness: Harness, uid: string, request: object = exec) =>
  harness.devices.dialer.open(
    { device: { namespace: 'default', name: 'pi', uid }, request },
    new AbortController().signal,
  )

t.test('a connected device is Online with all that it told, and Offline when it is gone', async (t) => {
  const harness = await openHarness(authority)
  t.teardown(() => harness.close())
  await createDevice(harness, 'pi')
  const identity = await enroll(harness, 'pi')
  const agent = await connectAgent(harness, identity)
  const online = await deviceWhen(harness, 'pi', isOnline)
  t.match(online.status, {
    connection: { method: 'grpc', remoteAddress: /^127\.0\.0\.1:\d+$/, server: 'test-server', instance: 'instance-1' },
    nodeInfo: { machineID: 'm', systemUUID: 's', architecture: 'arm64', agentVersion: '1.2.3' },
    capacity: { cpu: '4', memory: '8Gi' },
    features: ['exec', 'tty'],
  })
  t.match(conditionOf(online, 'Ready'), { status: 'True', reason: 'Connected' })
  t.match(conditionOf(online, 'Enrolled'), { status: 'True' })
  agent.cut()
  const offline = await deviceWhen(harness, 'pi', isOffline)
  t.match(conditionOf(offline, 'Ready'), { status: 'False', reason: 'ConnectionLost' })
  t.equal(offline.status.connection?.instance, 'instance-1', 'the last connection stays to be seen')
  const again = await connectAgent(harness, identity)
  await deviceWhen(harness, 'pi', isOnline)
  await again.session.close({ code: 'shutting-down', message: 'bye' })
  t.match(conditionOf(await deviceWhen(harness, 'pi', isOffline), 'Ready'), { reason: 'AgentStopped' })
})

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

t.test('a change of the heartbeat reaches a connected agent', async (t) => {
  const harness = await openHarness(authority)
  t.teardown(() => harness.close())
  await createDevice(harness, 'pi', { connectivity: { heartbeatSeconds: 3600 } })
  const agent = await connectAgent(harness, await enroll(harness, 'pi'))
  t.teardown(() => agent.cut())
  await deviceWhen(harness, 'pi', isOnline)
  const got = new Promise<object>((resolve) => {
    const original = agent.session.applySettings.bind(agent.session)
    agent.session.applySettings = (settings) => {
      original(settings)
      resolve(settings)
    }
  })
  const change = (current: object) =>
    ({ ...structuredClone(current), spec: { connectivity: { heartbeatSeconds: 1 } } }) as never
  await harness.registry.edgeDevices.update({ namespace: 'default', name: 'pi' }, change, context)
  t.match(await got, { heartbeatMs: 1000 })
})

t.test('after a restart nothing is Online before it has come back', async (t) => {
  const before = await openHarness(authority, { limits: { closeTimeoutMs: 1 } })
  const [lost, kept] = [
    await createDevice(before, 'lost', { connectivity: { heartbeatSeconds: 1 } }),
    await createDevice(before, 'kept', { connectivity: { heartbeatSeconds: 1 } }),
  ]
  t.not(lost, kept)
  const identity = await enroll(before, 'kept')
  const lostIdentity = await enroll(before, 'lost')
  await connectAgent(before, identity)
  await connectAgent(before, lostIdentity)
  await Promise.all(['lost', 'kept'].map((name) => deviceWhen(before, name, isOnline)))
  await before.close()
  // As a killed server leaves it.
  const online = (current: object) =>
    ({ ...current, status: { ...(current as { status: object }).status, phase: 'Online' } }) as never
  for (const name of ['lost', 'kept'])
    await before.registry.edgeDevices.updateStatus({ namespace: 'default', name }, online, context)
  const after = await openHarness(authority, { restartOf: before })
  t.teardown(() => after.close())
  for (const name of ['lost', 'kept']) {
    t.equal(getDevice(after, name).status.phase, 'Offline')
    t.match(conditionOf(getDevice(after, name), 'Ready'), { status: 'False', reason: 'ServerRestarted' })
  }
  const agent = await connectAgent(after, identity)
  t.teardown(() => agent.cut())
  await deviceWhen(after, 'kept', isOnline)
  t.equal(getDevice(after, 'lost').status.phase, 'Offline')
})

t.test('an orderly stop tells agents to come back, and leaves nothing Online', async (t) => {
  const harness = await openHarness(authority)
  await createDevice(harness, 'pi')
  const agent = await connectAgent(harness, await enroll(harness, 'pi'))
  await deviceWhen(harness, 'pi', isOnline)
  await harness.close()
  t.match(await agent.session.closed, { by: 'peer', goodbye: { code: 'shutting-down' } })
  t.match(conditionOf(getDevice(harness, 'pi'), 'Ready'), { status: 'False', reason: 'ServerStopped' })
  await harness.close()
})

t.test('streams: what forbids is named, and limits are kept', async (t) => {
  const harness = await openHarness(authority, {
    limits: { sessionsPerDevice: 3, devicePercentPerUser: 100, openTimeoutMs: 300 },
  })
  t.teardown(() => harness.close())
  const uid = await createDevice(harness, 'pi', { access: { portforward: false } })
  await t.rejects(open(harness, uid), { code: 503, message: /not connected: it has never been/ })
  await t.rejects(open(harness, 'another-uid'), { code: 404 })
  await t.rejects(open(harness, uid, { user: 'jane', portForward: { port: 80 } }), {
    code: 403,
    message: /spec\.access\.portforward/,
  })
  let reply: MuxError | undefined | 'silent'
  const agent = await connectAgent(harness, await enroll(harness, 'pi'), {
    onOpen: (incoming) => {
      if (reply === undefined) incoming.accept()
      else if (reply !== 'silent') incoming.refuse(reply)
    },
  })
  const cases = [
    [
      new MuxError('forbidden', 'exec is not in --allow'),
      403,
      /the agent on the device refuses it: exec is not in --allow/,
    ],
    [
      new MuxError('not-found', 'foo: executable file not found in $PATH'),
      404,
      /foo: executable file not found in \$PATH/,
    ],
    [new MuxError('unsupported', 'no PTY'), 400, /no PTY/],
    [new MuxError('too-many', 'full'), 429, /full/],
    ['silent', 504, /did not answer within 0.3 s/],
  ] as const
  for (const [answer, code, message] of cases) {
    reply = answer
    await t.rejects(open(harness, uid), { code, message })
  }
  reply = undefined
  const channels = await Promise.all([open(harness, uid), open(harness, uid), open(harness, uid)])
  await t.rejects(open(harness, uid), { code: 429, message: /the device has 3/, details: { retryAfterSeconds: 1 } })
  const [first] = channels
  first?.reset(new MuxError('cancelled', 'enough'))
  await first?.ended
  channels.push(await open(harness, uid))
  t.match(
    await harness.metrics.metrics(),
    /aranya_device_sessions 3[\s\S]*aranya_agents_connected 1|aranya_agents_connected 1[\s\S]*aranya_device_sessions 3/,
  )
  agent.cut()
  await Promise.all(channels.map(({ ended }) => ended))
  await deviceWhen(harness, 'pi', isOffline)
  await t.rejects(open(harness, uid), { code: 503, message: /not connected since 20.*ConnectionLost/ })
})

t.test('nobody takes all places of a device: one user has a share, and the rest is for others', async (t) => {
  const limits = { sessionsPerDevice: 4, connectionsPerDevice: 2, devicePercentPerUser: 75 }
  const harness = await openHarness(authority, { limits })
  t.teardown(() => harness.close())
  const uid = await createDevice(harness, 'pi')
  const onOpen = (incoming: { accept(): unknown }): void => void incoming.accept()
  await connectAgent(harness, await enroll(harness, 'pi'), { onOpen })
  const as = (user: string, what: object = { exec: { command: ['true'] } }) => open(harness, uid, { user, ...what })
  const [first] = await Promise.all([as('jane'), as('jane'), as('jane')])
  await t.rejects(as('jane'), {
    code: 429,
    message: /user "jane" has 3 of its 4 sessions, which is the limit for one user/,
    details: { retryAfterSeconds: 1 },
  })
  await as('joe')
  await t.rejects(as('joe'), { code: 429, message: /the device has 4 sessions already/ })
  first?.reset(new MuxError('cancelled', 'enough'))
  await first?.ended
  await as('jane')
  await as('jane', { connect: { port: 80 } })
  await t.rejects(as('jane', { connect: { port: 80 } }), { code: 429, message: /has 1 of its 2 forwarded connections/ })
  await as('joe', { connect: { port: 80 } })
})

t.test('nonsense on the port ends for its sender, and for nobody else', async (t) => {
  const harness = await openHarness(authority, { limits: { connectionGraceMs: 500, pendingConnections: 8 } })
  t.teardown(() => harness.close())
  const uid = await createDevice(harness, 'pi')
  const agent = await connectAgent(harness, await enroll(harness, 'pi'))
  t.teardown(() => agent.cut())
  await deviceWhen(harness, 'pi', isOnline)
  const { port } = harness
  const garbage = connectTcp(port, '127.0.0.1').on('error', () => {})
  garbage.write(Buffer.alloc(4096, 'garbage'))
  const half = connectTcp(port, '127.0.0.1').on('error', () => {})
  half.write(Buffer.from('1603010200010001fc0303', 'hex'))
  const silent = connectTls({ port, host: '127.0.0.1', ALPNProtocols: ['h2'], ca: authority.certificatePem }).on(
    'error',
    () => {},
  )
  const flood = Array.from({ length: 30 }, () => connectTcp(port, '127.0.0.1').on('error', () => {}))
  const strangers = [garbage, half, silent, ...flood]
  for (const socket of strangers) socket.resume()
  await Promise.all(strangers.map((socket) => new Promise((resolve) => socket.once('close', resolve))))
  const channel = await open(harness, uid)
  channel.finish()
  t.equal(getDevice(harness, 'pi').status.phase, 'Online')
})

t.test('a body without an end ends in an error', async (t) => {
  const harness = await openHarness(authority, { limits: { connectionGraceMs: 1000 } })
  t.teardown(() => harness.close())
  const client = connectHttp2(`https://localhost:${harness.port}`, { ca: authority.certificatePem })
  client.on('error', () => {})
  const stream = client.request({
    ':method': 'POST',
    ':path': '/aranya.agent.v1.Gateway/Enroll',
    'content-type': 'application/grpc',
    te: 'trailers',
  })
  const told = once(stream, 'response')
  stream.on('error', () => {})
  stream.write(Buffer.from([0, 0x40, 0, 0, 0]))
  const timer = setInterval(() => stream.destroyed || stream.write(Buffer.alloc(65_536)), 1)
  t.teardown(() => clearInterval(timer))
  const [headers] = await told
  t.equal(Number(headers['grpc-status']), status.RESOURCE_EXHAUSTED)
  if (!client.destroyed) await new Promise((resolve) => client.once('close', resolve))
  t.pass('the connection is cut')
})

t.test('200 agents connect at once, and each answers', async (t) => {
  const harness = await openHarness(authority)
  t.teardown(() => harness.close())
  const key = makeKey()
  const request = parseCertificateRequest(makeRequest({ key }))
  const names = Array.from({ length: 200 }, (_, index) => `pi-${index}`)
  const agents = await Promise.all(
    names.map(async (name) => {
      const uid = await createDevice(harness, name)
      const { chainPem, serialNumber, notAfterMs } = await authority.signRequest(request, {
        commonName: uid,
        uri: `aranya://default/${name}`,
        days: 1,
      })
      const enrolment = {
        device: { namespace: 'default', name, uid },
        keyHash: request.keyHash,
        serialNumber,
        notAfterMs,
      }
      const value = Buffer.from(JSON.stringify(enrolment))
      await harness.cache.commit({ type: 'put', key: `internal/devices/${uid}`, value })
      return { name, uid, agent: await connectAgent(harness, { key, chainPem }) }
    }),
  )
  t.teardown(() => agents.forEach(({ agent }) => agent.cut()))
  const signal = new AbortController().signal
  const channels = await Promise.all(
    agents.map(({ name, uid }) =>
      harness.devices.dialer.open(
        { device: { namespace: 'default', name, uid }, request: { ...exec, user: name } },
        signal,
      ),
    ),
  )
  t.equal(channels.length, 200)
  await Promise.all(names.map((name) => deviceWhen(harness, name, isOnline)))
  t.match(await harness.metrics.metrics(), /aranya_agents_connected 200/)
})
