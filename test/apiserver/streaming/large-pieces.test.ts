import { Duplex } from 'node:stream'
import type { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { ChannelData } from '../../../apiserver/streaming/portforward/channel-data.ts'
import { InputStream } from '../../../apiserver/streaming/dialects/websocket/input-stream.ts'
import { WebSocketConnection } from '../../../apiserver/streaming/dialects/websocket/web-socket-connection.ts'
import { WebSocketTunnel } from '../../../apiserver/streaming/dialects/websocket/web-socket-tunnel.ts'

/** More than each of them takes before it pauses its connection. */
const largeBytes = 70 * 1024

interface Source {
  readonly stream: Readable
  receive(payload: Buffer): void
  isPaused(): boolean
}

const sources: Readonly<Record<string, () => Source>> = {
  'the input of a WebSocket': () => {
    let isPaused = false
    const stream = new InputStream({ pause: () => (isPaused = true), resume: () => (isPaused = false) })
    return { stream, receive: (payload) => stream.receive(payload), isPaused: () => isPaused }
  },
  'a channel of a port-forward': () => {
    let isPaused = false
    const stream = new ChannelData({ send: () => {}, full: (isFull) => (isPaused = isFull) })
    return { stream, receive: (payload) => stream.receive(payload), isPaused: () => isPaused }
  },
  'a tunnel': () => {
    const socket = new Duplex({ read: () => {}, write: () => {} })
    const webSocket = new WebSocketConnection({ socket, head: Buffer.alloc(0), closeMs: 1000 })
    const stream = new WebSocketTunnel(webSocket, { maxUnsentBytes: 64 * 1024 })
    stream.once('close', () => webSocket.terminate())
    return { stream, receive: (payload) => void socket.push(message(payload)), isPaused: () => webSocket.isPaused }
  },
}

for (const [name, create] of Object.entries(sources)) {
  t.test(`${name} goes on after a single large piece`, async (t) => {
    const { stream, receive, isPaused } = create()
    t.teardown(() => void stream.destroy())
    receive(Buffer.alloc(largeBytes))
    await waitFor(isPaused)
    let bytes = 0
    stream.on('data', (chunk: Buffer) => (bytes += chunk.length))
    await waitFor(() => bytes === largeBytes)
    t.notOk(isPaused())
    receive(Buffer.alloc(largeBytes))
    await waitFor(() => bytes === 2 * largeBytes)
    t.notOk(isPaused())
  })

  // What follows waits in the tunnel's socket, not in itself.
  if (name === 'a tunnel') continue
  t.test(`${name} stays paused while a large piece waits behind another`, async (t) => {
    const { stream, receive, isPaused } = create()
    t.teardown(() => void stream.destroy())
    for (let count = 0; count < 3; count++) receive(Buffer.alloc(largeBytes))
    await waitFor(isPaused)
    t.equal((stream.read() as Buffer).length, largeBytes)
    t.ok(isPaused())
  })
}

/** A binary message as a client sends it, masked with zeros. */
function message(payload: Buffer): Buffer {
  const head = Buffer.alloc(14)
  head.writeUInt16BE(0x82ff)
  head.writeBigUInt64BE(BigInt(payload.length), 2)
  return Buffer.concat([head, payload])
}

async function waitFor(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1000 && !condition(); turn++) await setImmediate()
  if (!condition()) throw new Error('it never came')
}
