import { connect as connectTcp } from 'node:net'
import { once } from 'node:events'
import { connect as connectTls } from 'node:tls'
import { connect as connectHttp2 } from 'node:http2'
import { status } from '@grpc/grpc-js'
import { rm } from 'node:fs/promises'
import t from 'tap'
import { parseCertificateRequest } from '../../../../../apiserver/pki/certificate-request.ts'
import { makeKey, makeRequest } from '../../../pki/certificate-requests.ts'
import { connectAgent, enroll } from '../../grpc-agent.ts'
import { createDevice, deviceWhen, getDevice, openHarness, openTestAuthority } from '../../harness.ts'
import type { Harness } from '../../harness.ts'

const { authority, dir } = await openTestAuthority()
t.teardown(() => rm(dir, { recursive: true }))
const isOnline = ({ status }: { status: { phase: string } }) => status.phase === 'Online'
const exec = { user: 'jane', exec: { command: ['true'] } }
const open = (harness: Harness, uid: string, request: object = exec) =>
  harness.devices.dialer.open(
    { device: { namespace: 'default', name: 'pi', uid }, request },
    new AbortController().signal,
  )

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
