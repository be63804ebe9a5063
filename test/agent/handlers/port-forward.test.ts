import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import t from 'tap'
import type { Test } from 'tap'
import type { aranya } from '../../../proto/gen/agent.js'
import { createPortForwardHandlers } from '../../../agent/handlers/port-forward.ts'
import { Dispatcher } from '../../../agent/handlers/dispatcher.ts'
import type { Feature } from '../../../agent/features.ts'
import { MuxError } from '../../../proto/mux/errors.ts'
import { acceptSession, connectSession } from '../../../proto/mux/handshake.ts'
import type { MuxSession } from '../../../proto/mux/session.ts'
import { decodeSessionResult, encodeSessionRequest } from '../../../proto/sessions/session-request.ts'
import { quietLog } from '../support/quiet-log.ts'
import { transportPair } from '../support/transport-pair.ts'

type Profile = aranya.agent.v1.Profile.$Properties

const everything: Profile = { virtualPod: 'web', container: 'host' }
const never = new AbortController().signal

async function startAgent(t: Test, options: { allowed?: readonly Feature[]; maxConnections?: number } = {}) {
  const { allowed = ['portforward'], ...limits } = options
  const handlers = createPortForwardHandlers()
  const dispatcher = new Dispatcher({ handlers, allowed: () => allowed, log: quietLog(), ...limits })
  const [near, far] = transportPair()
  const admit = async () => ({ heartbeatMs: 30_000, resumeMs: 0 })
  const accepted = acceptSession({ transport: near, epoch: 'server', admit })
  const agent = await connectSession({ transport: far, hello: { epoch: 'agent' }, onOpen: dispatcher.onOpen })
  const session = (await accepted)?.session
  if (!session) throw new Error('no session')
  t.teardown(async () => {
    await session.close({ code: 'shutting-down', message: 'the test is over' })
    await agent.session.closed
    await dispatcher.close()
  })
  return session
}

async function listen(t: Test, host: string, onConnection: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    onConnection(socket)
  })
  server.listen(0, host)
  await once(server, 'listening')
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

function dial(session: MuxSession, port: number, profile: Profile | undefined = everything, host = '') {
  const common = { user: 'alice', auditId: '1', connect: { port, host } }
  return session.open(encodeSessionRequest(profile ? { ...common, profile } : common), never)
}

t.test('an answer after the half-close of the client arrives whole', async (t) => {
  const port = await listen(t, '127.0.0.1', answerAtTheEnd)
  const session = await startAgent(t)
  const channel = await dial(session, port)
  channel.writable(0).end('hello')
  t.equal(await text(channel.readable(0)), 'heard hello')
  const end = await channel.ended
  t.equal(end.kind, 'finished')
  t.notOk(end.kind === 'finished' && decodeSessionResult(end.result).failure)
})

t.test('what the client sends after the half-close of the device arrives too', async (t) => {
  let heard: Promise<string> = Promise.resolve('')
  const port = await listen(t, '127.0.0.1', (socket) => {
    heard = text(socket)
    socket.end('all I have to say')
  })
  const channel = await dial(await startAgent(t), port)
  t.equal(await text(channel.readable(0)), 'all I have to say')
  channel.writable(0).end('and so have I')
  await channel.ended
  t.equal(await heard, 'and so have I')
})

t.test('a reset by the device is a failure, after all that it sent', async (t) => {
  const port = await listen(t, '127.0.0.1', (socket) => {
    socket.write('x'.repeat(100_000))
    socket.once('data', () => socket.resetAndDestroy())
  })
  const channel = await dial(await startAgent(t), port)
  let bytes = 0
  for await (const chunk of channel.readable(0)) {
    bytes += (chunk as Buffer).length
    if (bytes === 100_000) channel.writable(0).write('now')
  }
  const end = await channel.ended
  t.match(end.kind === 'finished' && decodeSessionResult(end.result).failure?.message, /ECONNRESET|EPIPE/)
})

t.test('a reset by the client reaches the device', async (t) => {
  const error = withResolver<NodeJS.ErrnoException>()
  const heard = withResolver<Buffer>()
  const port = await listen(t, '127.0.0.1', (socket) => {
    socket.once('error', error.resolve)
    socket.once('data', heard.resolve)
  })
  const channel = await dial(await startAgent(t), port)
  channel.writable(0).write('x')
  await heard.promise
  channel.reset(new MuxError('cancelled', 'gone'))
  t.equal((await error.promise).code, 'ECONNRESET')
})

t.test('a service on the loopback of IPv6 alone is found', async (t) => {
  const port = await listen(t, '::1', (socket) => socket.end('six'))
  const channel = await dial(await startAgent(t), port)
  t.equal(await text(channel.readable(0)), 'six')
  channel.writable(0).end()
})

t.test('a port that nobody listens on is refused, by its number', async (t) => {
  const port = await listen(t, '127.0.0.1', () => {})
  const session = await startAgent(t)
  const free = await freePort()
  await t.rejects(dial(session, free), { code: 'unavailable', message: `port ${free}: connection refused` })
  const channel = await dial(session, port)
  t.ok(channel, 'and others are not')
})

t.test('the profile is held to by the agent, for connections and beforehand', async (t) => {
  const session = await startAgent(t)
  const profile = { ...everything, allowedPorts: { items: [80, 443] } }
  const forbidden = { code: 'forbidden', message: /profile host of virtual pod web does not allow port 22 .*80, 443/ }
  await t.rejects(dial(session, 22, profile), forbidden)
  const whole = (ports: number[]) =>
    session.open(encodeSessionRequest({ user: 'a', auditId: '1', profile, portForward: { ports } }), never)
  await t.rejects(whole([80, 22]), forbidden)
  t.ok(await whole([80]))
  await t.rejects(dial(session, 80, { ...profile, allowedPorts: { items: [] } }), {
    code: 'forbidden',
    message: /none/,
  })
  await t.rejects(dial(session, 80, everything, 'example.org'), { code: 'forbidden', message: /of its device alone/ })
})

t.test('ports that are none are invalid', async (t) => {
  const session = await startAgent(t)
  for (const port of [0, 65_536, 70_000]) await t.rejects(dial(session, port), { code: 'invalid' }, String(port))
})

t.test('without a profile it is another permission', async (t) => {
  const port = await listen(t, '127.0.0.1', (socket) => socket.end('hello'))
  const pods = await startAgent(t, { allowed: ['portforward'] })
  const withoutProfile = (session: MuxSession, host: string) =>
    session.open(encodeSessionRequest({ user: 'a', auditId: '1', connect: { port, host } }), never)
  await t.rejects(withoutProfile(pods, ''), { code: 'forbidden', message: /does not allow hostportforward/ })
  const devices = await startAgent(t, { allowed: ['hostportforward'] })
  await t.rejects(dial(devices, port), { code: 'forbidden', message: /does not allow portforward/ })
  const channel = await withoutProfile(devices, '127.0.0.1')
  t.equal(await text(channel.readable(0)), 'hello')
  channel.writable(0).end()
})

t.test('connections have a limit of their own, and give their places back', async (t) => {
  const port = await listen(t, '127.0.0.1', (socket) => socket.pipe(socket))
  const session = await startAgent(t, { maxConnections: 2 })
  const [first] = [await dial(session, port), await dial(session, port)]
  await t.rejects(dial(session, port), { code: 'too-many', message: /2 forwarded connections/ })
  first?.readable(0).resume()
  first?.writable(0).end()
  await first?.ended
  t.ok(await dial(session, port))
})

/** Not by iteration, which would take the socket away with its readable side. */
function answerAtTheEnd(socket: Socket): void {
  let said = ''
  socket.on('data', (chunk: Buffer) => (said += chunk.toString()))
  socket.on('end', () => socket.end(`heard ${said}`))
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function withResolver<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>((settle) => (resolve = settle))
  return { promise, resolve }
}
