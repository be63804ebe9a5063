import { randomBytes } from 'node:crypto'
import { request as httpsRequest } from 'node:https'
import { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'
import t from 'tap'
import type { Test } from 'tap'
import { createCertificate } from './support/certificate.ts'
import { closedPort, frozenPort } from './support/fake-device.ts'
import type { SpdyFrame } from './support/spdy-client.ts'
import { SpdyWire, uint32 } from './support/spdy-client.ts'
import { HandshakeRefused } from './support/stream-client.ts'
import { TestServer } from './support/test-server.ts'

const certificate = createCertificate()
const path = '/api/v1/namespaces/default/pods/pod/portforward'
const spdy = { Connection: 'Upgrade', Upgrade: 'SPDY/3.1', 'X-Stream-Protocol-Version': 'portforward.k8s.io' }
const webSocket = (protocol: string) => ({
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
  ...(protocol && { 'Sec-WebSocket-Protocol': protocol }),
})

async function start(t: Test, limits = {}): Promise<TestServer> {
  const server = await TestServer.start({ certificate, limits })
  t.teardown(() => server.close())
  return server
}

function upgrade(
  server: TestServer,
  options: { method: string; headers: Readonly<Record<string, string>>; query?: string },
): Promise<{ socket: Duplex; head: Buffer; protocol: unknown }> {
  const { method, headers, query = '' } = options
  const target = { host: '127.0.0.1', port: server.port, path: path + query, ca: server.cert, agent: false }
  return new Promise((resolve, reject) => {
    const request = httpsRequest({ ...target, method, headers })
    request.on('upgrade', (response, socket, head) =>
      resolve({ socket, head, protocol: response.headers['sec-websocket-protocol'] }),
    )
    request.on('response', (response) => {
      void text(response).then((body) => reject(new HandshakeRefused(response.statusCode ?? 0, body, response.headers)))
    })
    request.on('error', reject)
    request.end()
  })
}

/** A WebSocket by hand: the usual library knows no subprotocol with a slash. */
class Tunnel extends Duplex {
  readonly #socket: Duplex
  readonly #pieceBytes: number
  #pending: Buffer

  constructor(socket: Duplex, head: Buffer, pieceBytes: number) {
    super()
    this.#socket = socket
    this.#pieceBytes = pieceBytes
    this.#pending = head
    socket.on('data', (chunk: Buffer) => this.#receive(chunk))
    socket.on('error', () => {})
    socket.on('close', () => this.push(null))
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    for (let from = 0; from < chunk.length; from += this.#pieceBytes)
      this.#socket.write(encodeMessage(chunk.subarray(from, from + this.#pieceBytes), 2))
    callback()
  }

  #receive(chunk: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, chunk])
    for (let message = this.#next(); message; message = this.#next()) this.push(message)
  }

  #next(): Buffer | undefined {
    const short = (this.#pending[1] ?? 0) & 0x7f
    const from = short === 126 ? 4 : short === 127 ? 10 : 2
    if (this.#pending.length < from) return undefined
    const bytes = short === 126 ? this.#pending.readUInt16BE(2) : short === 127 ? this.#pending.readUInt32BE(6) : short
    if (this.#pending.length < from + bytes) return undefined
    const message = this.#pending.subarray(from, from + bytes)
    this.#pending = this.#pending.subarray(from + bytes)
    return message
  }
}

/** With a mask of zeros, which leaves the payload as it is. */
function encodeMessage(payload: Buffer, opcode: number): Buffer {
  const head = Buffer.alloc(8)
  head[0] = 0x80 | opcode
  head[1] = 0x80 | 126
  head.writeUInt16BE(payload.length, 2)
  return Buffer.concat([head, payload])
}

/** Frames of a client, and what came of them. */
class Client {
  readonly wire: SpdyWire
  readonly #frames: SpdyFrame[] = []
  #wake = (): void => {}

  constructor(socket: Duplex, head: Buffer) {
    this.wire = new SpdyWire(socket, head)
    this.wire.onFrame = (frame) => {
      this.#frames.push(frame)
      this.#wake()
    }
  }

  async pair(port: string, requestID?: string): Promise<{ error: number; data: number }> {
    const headers = { port, ...(requestID !== undefined && { requestid: requestID }) }
    const error = await this.wire.open({ streamtype: 'error', ...headers })
    void this.wire.data(error, Buffer.alloc(0), 1)
    return { error, data: await this.wire.open({ streamtype: 'data', ...headers }) }
  }

  /** All data of a stream, when it has ended. */
  async read(id: number): Promise<string> {
    await this.until(() => this.#frames.some((frame) => !frame.control && frame.id === id && (frame.flags & 1) === 1))
    return Buffer.concat(this.#frames.filter((one) => !one.control && one.id === id).map(({ body }) => body)).toString()
  }

  async untilReset(id: number): Promise<void> {
    await this.until(() => this.wasReset(id))
  }

  wasReset(id: number): boolean {
    return this.#frames.some(({ control, id: type, body }) => control && type === 3 && body.readUInt32BE(0) === id)
  }

  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await new Promise<void>((resolve) => (this.#wake = resolve))
  }

  hasData(id: number): boolean {
    return this.#frames.some((frame) => !frame.control && frame.id === id)
  }

  has(type: number): boolean {
    return this.#frames.some(({ control, id }) => control && id === type)
  }
}

const dialects = {
  spdy: async (server: TestServer) => {
    const { socket, head } = await upgrade(server, { method: 'POST', headers: spdy })
    return new Client(socket, head)
  },
  'tunnel in pieces of seven bytes': (server: TestServer) => connectTunnel(server, 7),
  tunnel: (server: TestServer) => connectTunnel(server, 30_000),
}

async function connectTunnel(server: TestServer, pieceBytes: number): Promise<Client> {
  const headers = webSocket('SPDY/3.1+portforward.k8s.io')
  const { socket, head } = await upgrade(server, { method: 'GET', headers })
  return new Client(new Tunnel(socket, head, pieceBytes), Buffer.alloc(0))
}

for (const [name, connect] of Object.entries(dialects)) {
  t.test(`port-forward over ${name}`, async (t) => {
    const server = await start(t)
    const client = await connect(server)
    const first = await client.pair('80', '0')
    const refused = await client.pair(String(closedPort), '1')
    const old = await client.pair('443')
    void client.wire.data(first.data, Buffer.from('hello'), 1)
    void client.wire.data(old.data, Buffer.from('no request id'), 1)
    t.equal(await client.read(first.data), 'hello', 'what comes after the half-close is whole')
    t.equal(await client.read(first.error), '', 'the error stream ends, and says nothing')
    t.equal(await client.read(old.data), 'no request id')
    await client.untilReset(refused.data)
    t.equal(await client.read(refused.error), '', 'a refusal is told by a reset alone')
    t.notOk(client.wasReset(refused.error))
    client.wire.control(6, uint32(1))
    await client.until(() => client.has(6))
    client.wire.socket.destroy()
    for (const socket of server.sockets) socket.destroy()
    await server.settled()
    t.match(server.logs, [
      { msg: 'session started' },
      { msg: 'connection refused', port: closedPort },
      { msg: 'session ended', connections: 2, refusedConnections: 1, receivedBytes: 18, sentBytes: 18 },
    ])
  })
}

t.test('streams that make no sense are reset, and harm no other', async (t) => {
  const server = await start(t)
  const client = await dialects.spdy(server)
  for (const port of ['0', '70000', 'ssh', '']) {
    const id = await client.wire.open({ streamtype: 'data', port, requestid: '1' })
    await client.untilReset(id)
  }
  const error = await client.wire.open({ streamtype: 'error', port: '80', requestid: '7' })
  await client.untilReset(await client.wire.open({ streamtype: 'error', port: '80', requestid: '7' }))
  await client.untilReset(await client.wire.open({ streamtype: 'stdin', port: '80', requestid: '7' }))
  await client.untilReset(await client.wire.open({ streamtype: 'data', port: '80', requestid: 'x'.repeat(100) }))
  const data = await client.wire.open({ streamtype: 'data', port: '80', requestid: '7' })
  void client.wire.data(data, Buffer.from('still well'), 1)
  t.equal(await client.read(data), 'still well')
  t.equal(await client.read(error), '')
})

t.test('more connections than a session may have are reset', async (t) => {
  const server = await start(t, { maxForwardedConnections: 3 })
  const client = await dialects.spdy(server)
  const pairs = []
  for (let index = 0; index < 5; index++) pairs.push(await client.pair('80', String(index)))
  await client.untilReset(pairs[3]?.data ?? 0)
  await client.untilReset(pairs[4]?.data ?? 0)
  const [first] = pairs
  void client.wire.data(first?.data ?? 0, Buffer.from('one of three'), 1)
  t.equal(await client.read(first?.data ?? 0), 'one of three')
})

t.test('a flood of streams is refused, and the session goes on', async (t) => {
  const server = await start(t, { maxForwardedConnections: 2 })
  const client = await dialects.spdy(server)
  const first = await client.pair('80', 'first')
  const flood = process.env['ARANYA_TEST_FULL'] ? 100_000 : 5000
  let last = 0
  for (let index = 0; index < flood; index++)
    last = await client.wire.open({ streamtype: 'data', port: '80', requestid: String(index) })
  await client.untilReset(last)
  void client.wire.data(first.data, Buffer.from('after the flood'), 1)
  t.equal(await client.read(first.data), 'after the flood')
})

t.test('a connection of which neither side reads anything any more is freed by a reset', async (t) => {
  const server = await start(t)
  const client = await dialects.spdy(server)
  const { data } = await client.pair(String(frozenPort), '1')
  await client.until(() => client.hasData(data))
  client.wire.socket.pause()
  // Much more than the server holds for a stream, as it waits in the buffers of the network.
  void client.wire.data(data, Buffer.alloc(3 * 1024 * 1024))
  client.wire.control(3, Buffer.concat([uint32(data), uint32(5)]))
  t.match(await server.device.sessions[1]?.device.ended, { kind: 'failed', error: { code: 'cancelled' } })
  client.wire.socket.resume()
  const other = await client.pair('80', '2')
  void client.wire.data(other.data, Buffer.from('still well'), 1)
  t.equal(await client.read(other.data), 'still well')
})

t.test('a stream without its other half is reset in time', async (t) => {
  const server = await start(t, { streamCreationMs: 50 })
  const client = await dialects.spdy(server)
  await client.untilReset(await client.wire.open({ streamtype: 'data', port: '80', requestid: '1' }))
  await client.untilReset(await client.wire.open({ streamtype: 'error', port: '80', requestid: '2' }))
})

t.test('garbage in the tunnel ends the session', async (t) => {
  const server = await start(t)
  const client = await dialects.tunnel(server)
  client.wire.socket.write(randomBytes(1000).fill(0xff, 0, 2))
  await server.settled()
  t.match(server.logs.at(-1), { msg: 'session ended', outcome: 'client-gone' })
})

t.test('what cannot be is refused before the 101', async (t) => {
  const server = await start(t)
  const refuse = (headers: Record<string, string>, query: string, code: number) =>
    t.rejects(upgrade(server, { method: 'GET', headers, query }), { code }, `${query} ${code}`)
  await refuse(webSocket('v4.channel.k8s.io'), '', 400)
  for (const port of ['0', '70000', 'ssh', '80,', '-1'])
    await refuse(webSocket('v4.channel.k8s.io'), `?ports=${port}`, 400)
  await refuse(webSocket('v4.base64.channel.k8s.io'), '?ports=1,2,3,4,5,6', 400)
  await refuse(webSocket('unheard.of'), '?ports=80', 400)
  await refuse({ ...spdy, 'X-Stream-Protocol-Version': 'v4.channel.k8s.io' }, '', 403)
  await refuse(spdy, '?host=example.org', 400)
})

for (const protocol of ['v4.channel.k8s.io', 'v5.channel.k8s.io', '']) {
  t.test(`port-forward over the channels of ${protocol || 'no protocol'}`, async (t) => {
    const server = await start(t)
    const headers = webSocket(protocol)
    const { socket, head } = await upgrade(server, { method: 'GET', headers, query: `?ports=258,${closedPort}` })
    const messages: Buffer[] = []
    const tunnel = new Tunnel(socket, head, 1000)
    tunnel.on('data', (message: Buffer) => messages.push(message))
    tunnel.write(Buffer.from('\0hello'))
    const find = (channel: number) => messages.filter((message) => message[0] === channel).map((one) => one.subarray(1))
    while (find(0).length < 2 || find(3).length < 2) await new Promise((resolve) => tunnel.once('data', resolve))
    t.same(find(0), [Buffer.from([2, 1]), Buffer.from('hello')], 'the port goes first, the low byte before the high')
    t.same(find(1), [Buffer.from([2, 1])])
    t.same(find(2), [Buffer.from([closedPort, 0])])
    t.match(String(find(3)[1]), /error forwarding port 81: connection refused/)
    socket.destroy()
    await server.settled()
  })
}
