import { Duplex } from 'node:stream'
import type { Readable } from 'node:stream'
import { constants, deflateSync } from 'node:zlib'
import t from 'tap'
import { ChannelData } from '../../../apiserver/streaming/portforward/channel-data.ts'
import { headerDictionary } from '../../../apiserver/streaming/dialects/spdy/header-block.ts'
import { SpdyConnection } from '../../../apiserver/streaming/dialects/spdy/spdy-connection.ts'
import { SpdyStream } from '../../../apiserver/streaming/dialects/spdy/spdy-stream.ts'
import { InputStream } from '../../../apiserver/streaming/dialects/websocket/input-stream.ts'
import { WebSocketConnection } from '../../../apiserver/streaming/dialects/websocket/web-socket-connection.ts'
import { systemClock } from '../../../proto/mux/clock.ts'

const carrier = { sendData: () => {}, sendReply: () => {}, queued: () => {}, release: () => {} }
const spdy = { id: 1, headers: new Map(), unidirectional: true, bufferBytes: 64 * 1024, carrier }
const queues: Readonly<Record<string, () => Readable & { receive(payload: Buffer): void; receiveEnd(): void }>> = {
  'a SPDY stream': () => new SpdyStream(spdy),
  'the input of a WebSocket': () => new InputStream({ pause: () => {}, resume: () => {} }),
  'a channel of a port-forward': () => new ChannelData({ send: () => {}, full: () => {} }),
}

for (const [name, create] of Object.entries(queues)) {
  t.test(`${name} keeps single bytes that wait in few pieces`, async (t) => {
    const queue = create()
    const sent = Buffer.alloc(64 * 1024, '0123456789')
    for (const byte of sent) queue.receive(Buffer.from([byte]))
    queue.receiveEnd()
    const pieces: Buffer[] = await queue.toArray()
    t.ok(Buffer.concat(pieces).equals(sent))
    t.ok(pieces.length < 64, `${pieces.length} pieces`)
  })
}

/** A client that takes nothing. */
function stuckSocket(): Duplex {
  return new Duplex({ read: () => {}, write: () => {} })
}

t.test('a SPDY client that does not read is sent few frames of single bytes', (t) => {
  const socket = stuckSocket()
  const connection = new SpdyConnection({ socket, head: synStream(), clock: systemClock, onStream: fill })
  function fill(stream: SpdyStream): void {
    let count = 0
    while (count < 200_000 && stream.write(Buffer.from('x'))) count++
    t.ok(count < 1000, `${count} were taken`)
    connection.destroy()
    socket.destroy()
    t.end()
  }
})

t.test('what waits for a WebSocket is counted with what each message costs', (t) => {
  const socket = stuckSocket()
  const webSocket = new WebSocketConnection({ socket, head: Buffer.alloc(0), closeMs: 1000 })
  for (let count = 0; count < 1000; count++) webSocket.send(Buffer.from([1, 2]), { binary: true }, () => {})
  t.ok(webSocket.bufferedAmount > 256 * 1024, `${webSocket.bufferedAmount} bytes`)
  webSocket.terminate()
  t.end()
})

/** Stream 1 without headers: an empty block, deflated with SPDY's dictionary. */
function synStream(): Buffer {
  const block = deflateSync(Buffer.alloc(4), { dictionary: headerDictionary, finishFlush: constants.Z_SYNC_FLUSH })
  const head = Buffer.alloc(18)
  head.writeUInt32BE(0x80030001, 0)
  head.writeUInt32BE(10 + block.length, 4)
  head.writeUInt32BE(1, 8)
  return Buffer.concat([head, block])
}
