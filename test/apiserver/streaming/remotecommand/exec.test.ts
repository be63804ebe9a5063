import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { Test } from 'tap'
import t from 'tap'
import { createCertificate } from '../support/certificate.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import type { SpdyFrame } from '../support/spdy-client.ts'
import { connectSpdy, SpdyWire, uint32, upgradeToSpdy } from '../support/spdy-client.ts'
import type { TestServerOptions } from '../support/test-server.ts'
import { TestServer } from '../support/test-server.ts'
import { connectWebSocket } from '../support/web-socket-client.ts'

const certificate = createCertificate()
const hang = { command: ['hang'], stdin: true }
const v4 = { 'X-Stream-Protocol-Version': 'v4.channel.k8s.io' }

async function start(t: Test, options: Partial<TestServerOptions> = {}): Promise<TestServer> {
  const server = await TestServer.start({ certificate, ...options })
  t.teardown(() => server.close())
  return server
}

t.test('SPDY versions are negotiated as the client prefers, from lists and repeated headers', async (t) => {
  const server = await start(t)
  const versions = ['v9.channel.k8s.io, v3.channel.k8s.io', 'v4.channel.k8s.io']
  const { headers, socket } = await upgradeToSpdy(server, {
    query: hang,
    headers: { 'X-Stream-Protocol-Version': versions },
  })
  t.equal(headers['x-stream-protocol-version'], 'v3.channel.k8s.io')
  socket.destroy()
})

t.test('a SPDY client without a version gets 400, one with none that we know 403 and the list', async (t) => {
  const server = await start(t)
  await t.rejects(upgradeToSpdy(server, { query: hang, headers: {} }), { code: 400, message: /is required/ })
  await t.rejects(
    upgradeToSpdy(server, { query: hang, headers: { 'X-Stream-Protocol-Version': 'v9.channel.k8s.io' } }),
    {
      code: 403,
      headers: { 'x-accepted-stream-protocol-versions': /v4\.channel\.k8s\.io/ },
    },
  )
  t.same(server.device.sessions, [])
})

t.test('WebSocket: the first protocol that we know is taken; a bearer token among them is not repeated', async (t) => {
  const server = await start(t)
  const protocols = ['base64url.bearer.authorization.k8s.io.dG9rZW4', 'v4.channel.k8s.io', 'v5.channel.k8s.io']
  const client = await connectWebSocket(server, { query: hang, protocols })
  t.equal(client.protocol, 'v4.channel.k8s.io')
  client.kill()
  await t.rejects(connectWebSocket(server, { query: hang, protocols: ['v9.channel.k8s.io'] }), { code: 400 })
})

t.test('bad requests are refused before the device is asked', async (t) => {
  const server = await start(t)
  const connect = (query: Parameters<typeof connectWebSocket>[1]['query']) =>
    connectWebSocket(server, { query, protocols: ['v5.channel.k8s.io'] })
  await t.rejects(connect({ command: [] }), { code: 400, message: /at least one command/ })
  await t.rejects(connect({ command: ['ls'], stdout: false, stderr: false }), {
    code: 400,
    message: /at least 1 of stdin/,
  })
  t.same(server.device.sessions, [])
})

t.test('the request tells the agent who asks for what, with the profile of the target', async (t) => {
  const server = await start(t)
  const client = await connectWebSocket(server, { query: { ...hang, command: ['a', 'b c'] }, protocols: [] })
  t.match(server.device.sessions[0]?.request, {
    user: 'tester',
    auditId: 'audit-1',
    profile: { container: 'host' },
    exec: { command: ['a', 'b c'], stdin: true, stdout: true, stderr: true, tty: false },
  })
  client.kill()
})

t.test('the first message is empty, on the first channel that the client reads', async (t) => {
  const server = await start(t)
  for (const [query, channel] of [
    [{ command: ['exit', '0'] }, 1],
    [{ command: ['exit', '0'], stdout: false }, 2],
    [{ command: ['exit', '0'], stdin: true, stdout: false, stderr: false }, 3],
  ] as const) {
    const client = await connectWebSocket(server, { query, protocols: ['v4.channel.k8s.io'] })
    t.match(await client.closed, { code: 1000 })
    t.equal(client.channels[0], channel)
  }
})

t.test('what breaks the WebSocket protocol ends the session with a code that says so', async (t) => {
  const server = await start(t)
  for (const [message, code] of [
    [Buffer.from([7, 1]), 1002],
    [Buffer.from([255, 0, 0]), 1002],
    [Buffer.from([255]), 1002],
  ] as const) {
    const client = await connectWebSocket(server, { query: hang, protocols: ['v5.channel.k8s.io'] })
    client.webSocket.send(message)
    t.match(await client.closed, { code })
    const session = server.device.sessions.at(-1)
    t.match(await session?.device.ended, { kind: 'failed', error: { code: 'cancelled' } })
  }
  const base64 = await connectWebSocket(server, { query: hang, protocols: ['v4.base64.channel.k8s.io'] })
  base64.webSocket.send('0~~~')
  t.match(await base64.closed, { code: 1002 })
})

t.test('a WebSocket message is passed on as it comes, however long it says that it is', async (t) => {
  const server = await start(t)
  for (const [protocol, begin] of [
    ['v5.channel.k8s.io', '\0the first'],
    ['v4.base64.channel.k8s.io', '0dGhlIGZpc'],
  ] as const) {
    const query = { command: ['first-line'], stdin: true }
    const client = await connectWebSocket(server, { query, protocols: [protocol] })
    const [session] = server.device.sessions.slice(-1)
    // The head of a frame of 2^40 bytes, its mask, and the first few of them.
    const socket = (client.webSocket as unknown as { _socket: Socket })._socket
    socket.write(Buffer.concat([Buffer.from('82ff000001000000000000000000', 'hex'), Buffer.from(begin)]))
    while (!Buffer.concat(client.stdout).toString().startsWith('got the fi')) await client.nextOutput()
    t.match(await session?.server.ended, { kind: 'finished' })
    client.kill()
  }
})

t.test('a message in fragments, with pings between them, is one', async (t) => {
  const server = await start(t)
  const query = { command: ['cat'], stdin: true }
  const client = await connectWebSocket(server, { query, protocols: ['v5.channel.k8s.io'] })
  const { webSocket } = client
  webSocket.send(Buffer.alloc(0), { fin: false })
  webSocket.send(Buffer.from('\0one '), { fin: false })
  webSocket.ping('between')
  webSocket.send(Buffer.from('two'), { fin: true })
  webSocket.send(Buffer.from([255]), { fin: false })
  webSocket.send(Buffer.from([0]), { fin: true })
  t.match(JSON.parse(await client.status), { status: 'Success' })
  t.equal(Buffer.concat(client.stdout).toString(), 'one two')
})

t.test('text frames are taken for binary ones, as the kubelet does for the Python client', async (t) => {
  const server = await start(t)
  const client = await connectWebSocket(server, {
    query: { command: ['cat'], stdin: true },
    protocols: ['v4.channel.k8s.io'],
  })
  client.webSocket.send('\0text')
  while (Buffer.concat(client.stdout).toString() !== 'text') await client.nextOutput()
  client.kill()
})

t.test('a WebSocket that closes ends the session at once, though its socket stays open', async (t) => {
  const server = await start(t)
  const client = await connectWebSocket(server, { query: hang, protocols: ['v4.channel.k8s.io'] })
  client.webSocket.close()
  t.match(await server.device.sessions[0]?.device.ended, { kind: 'failed', error: { code: 'cancelled' } })
})

t.test('a WebSocket that closed amid output was cut off, without a close in answer', async (t) => {
  const server = await start(t)
  const query = { command: ['print', '50000000'] }
  const client = await connectWebSocket(server, { query, protocols: ['v5.channel.k8s.io'] })
  await client.nextOutput()
  client.pause()
  client.webSocket.close(1000)
  t.match(await server.device.sessions[0]?.device.ended, { kind: 'failed', error: { code: 'cancelled' } })
  client.resume()
  t.match(await client.closed, { code: 1000 })
})

t.test('a SPDY client that reset its input left the command waiting for more', async (t) => {
  const server = await start(t)
  const { socket, head } = await upgradeToSpdy(server, { query: { command: ['cat'], stdin: true }, headers: v4 })
  const wire = new SpdyWire(socket, head)
  let status = ''
  wire.onFrame = ({ control, id, body }) => {
    if (!control && id === 1) status += body.toString()
  }
  for (const type of ['error', 'stdin', 'stdout', 'stderr']) await wire.open({ streamtype: type })
  await server.device.nextStart()
  wire.control(3, Buffer.concat([uint32(3), uint32(5)]))
  t.match(await server.device.sessions[0]?.device.ended, { kind: 'finished' })
  wire.socket.end()
  await once(socket, 'close')
  t.match(JSON.parse(status), { status: 'Success' })
})

t.test('a SPDY client that opened an output as unidirectional held up its session for ever', async (t) => {
  const server = await start(t)
  const { socket, head } = await upgradeToSpdy(server, { query: { command: ['both'] }, headers: v4 })
  const wire = new SpdyWire(socket, head)
  const ended = new Promise<void>((resolve) => {
    wire.onFrame = ({ control, id, flags }) => {
      if (!control && id === 1 && flags === 1) resolve()
    }
  })
  await wire.open({ streamtype: 'error' })
  await wire.open({ streamtype: 'stdout' })
  await wire.open({ streamtype: 'stderr' }, { flags: 2 })
  await ended
  t.match(await server.device.sessions[0]?.server.ended, { kind: 'finished' })
  socket.destroy()
})

t.test('pings are answered', async (t) => {
  const server = await start(t)
  const client = await connectWebSocket(server, { query: hang, protocols: ['v5.channel.k8s.io'] })
  client.webSocket.ping('abc')
  t.match(await once(client.webSocket, 'pong'), [Buffer.from('abc')])
  client.kill()
})

t.test('a client that is gone while the device is asked is never started', async (t) => {
  const server = await start(t)
  const asked = new Promise<AbortSignal>((resolve) => {
    server.device.beforeOpen = (_target, signal) =>
      new Promise((_resolve, reject) => {
        resolve(signal)
        signal.addEventListener('abort', () => reject(signal.reason as Error))
      })
  })
  const connecting = connectWebSocket(server, { query: hang, protocols: [] }).catch(() => {})
  const signal = await asked
  for (const socket of server.sockets) socket.emit('end')
  t.ok(signal.aborted)
  await server.settled()
  await connecting
  t.same(server.device.sessions, [])
})

t.test('nothing runs for a SPDY client that does not create its streams in time', async (t) => {
  const clock = new FakeClock()
  const server = await start(t, { clock })
  const { socket, head } = await upgradeToSpdy(server, { query: hang, headers: v4 })
  const wire = new SpdyWire(socket, head)
  const replied = new Promise<SpdyFrame>((resolve) => (wire.onFrame = resolve))
  await wire.open({ streamtype: 'error' })
  t.match(await replied, { control: true, id: 2 })
  clock.pass(30_000)
  const [session] = server.device.sessions
  t.match(await session?.device.ended, { kind: 'failed', error: { code: 'cancelled' } })
  t.equal(session?.started, false)
})

t.test('a session that moves nothing is ended with a status, one that does is not', async (t) => {
  const clock = new FakeClock()
  const server = await start(t, { clock, limits: { idleMs: 60_000, keepaliveMs: 1e9 } })
  const started = server.device.nextStart()
  const client = await connectWebSocket(server, { query: { command: ['hang'] }, protocols: ['v5.channel.k8s.io'] })
  const { device } = await started
  clock.pass(59_000)
  const output = client.nextOutput()
  device.writable(1).write('x')
  await output
  clock.pass(59_000)
  t.equal(device.resetReason, undefined)
  clock.pass(2_000)
  t.match(await client.status, /"reason":"Timeout"/)
  t.match(await device.ended, { kind: 'failed' })
})

t.test('a server that closes tells the client, and stops the device', async (t) => {
  const server = await start(t)
  const client = await connectSpdy(server, { query: hang, protocols: ['v4.channel.k8s.io'], resizes: true })
  const started = server.device.sessions[0]?.started ? undefined : server.device.nextStart()
  await started
  server.closing.abort()
  t.match(await client.status, /the server is shutting down/)
  t.match(await server.device.sessions[0]?.device.ended, { kind: 'failed', error: { code: 'cancelled' } })
})

t.test('a user has so many sessions and no more', async (t) => {
  const server = await start(t, { limits: { maxSessionsPerUser: 2 } })
  const connect = () => connectWebSocket(server, { query: hang, protocols: ['v5.channel.k8s.io'] })
  const first = await connect()
  const second = await connect()
  await t.rejects(connect(), { code: 429 })
  first.kill()
  await server.device.sessions[0]?.device.ended
  await new Promise(setImmediate)
  const third = await connect()
  second.kill()
  third.kill()
})

t.test('garbage on a SPDY connection ends it, and nothing else', async (t) => {
  const server = await start(t)
  const bystander = await connectSpdy(server, { query: hang, protocols: ['v4.channel.k8s.io'], resizes: true })
  const attacks: ((wire: SpdyWire) => unknown)[] = [
    (wire) => wire.socket.write(Buffer.alloc(1000, 0xff)),
    (wire) => wire.control(1, Buffer.from('garbage that is no header block')),
    (wire) => wire.control(1, Buffer.alloc(3)),
    (wire) => wire.control(2, uint32(1)),
    (wire) => wire.control(3, Buffer.alloc(0)),
    (wire) => wire.control(6, Buffer.alloc(1)),
    (wire) => wire.open({ streamtype: 'error' }, { id: 2 }),
    async (wire) => {
      await wire.open({ streamtype: 'error' }, { id: 5 })
      await wire.open({ streamtype: 'stdin' }, { id: 3 })
    },
    async (wire) => wire.control(1, Buffer.concat([Buffer.alloc(10, 1), await wire.compress(Buffer.alloc(5_000_000))])),
  ]
  for (const attack of attacks) {
    const { socket, head } = await upgradeToSpdy(server, { query: hang, headers: v4 })
    const closed = once(socket, 'close')
    attack(new SpdyWire(socket, head))
    await closed
    t.equal(server.device.sessions.at(-1)?.started, false)
  }
  await bystander.write(Buffer.from('still here'))
  t.equal(server.device.sessions[0]?.device.resetReason, undefined)
  bystander.kill()
  t.same(server.strays, [])
})

t.test('a SPDY client has so many streams, and what it sends on others is answered by a reset', async (t) => {
  const server = await start(t)
  const { socket, head } = await upgradeToSpdy(server, { query: { command: ['hang'] }, headers: v4 })
  const wire = new SpdyWire(socket, head)
  const resets: number[] = []
  const enough = new Promise<void>((resolve) => {
    wire.onFrame = ({ control, id, body }) => {
      if (control && id === 3) resets.push(body.readUInt32BE(0))
      if (resets.length === 3) resolve()
    }
  })
  await wire.open({ streamtype: 'nonsense' })
  await wire.open({ streamtype: 'error' })
  await wire.open({ streamtype: 'error' })
  void wire.data(99, Buffer.from('for nobody'))
  await enough
  t.same(resets, [1, 5, 99])
  socket.destroy()
})
