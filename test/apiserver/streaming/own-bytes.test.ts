import type { Readable } from 'node:stream'
import t from 'tap'
import { ChannelData } from '../../../apiserver/streaming/portforward/channel-data.ts'
import { SpdyStream } from '../../../apiserver/streaming/dialects/spdy/spdy-stream.ts'
import { InputStream } from '../../../apiserver/streaming/dialects/websocket/input-stream.ts'

const readBytes = 64 * 1024
const spdy = {
  id: 1,
  headers: new Map(),
  unidirectional: true,
  bufferBytes: readBytes,
  carrier: { sendData: () => {}, sendReply: () => {}, queued: () => {}, release: () => {} },
}
const queues: Readonly<Record<string, () => Readable & { receive(payload: Buffer): void }>> = {
  'a SPDY stream': () => new SpdyStream(spdy),
  'the input of a WebSocket': () => new InputStream({ pause: () => {}, resume: () => {} }),
  'a channel of a port-forward': () => new ChannelData({ send: () => {}, full: () => {} }),
}

for (const [name, create] of Object.entries(queues)) {
  t.test(`${name} does not hold what was read along with a few bytes`, async (t) => {
    const queue = create()
    t.teardown(() => queue.destroy())
    const whole = Buffer.alloc(readBytes, 'x')
    queue.receive(whole.subarray(10, 11))
    const small = queue.read() as Buffer
    t.equal(String(small), 'x')
    t.ok(small.buffer.byteLength < readBytes, 'it was copied')
    queue.receive(whole.subarray(10))
    t.equal((queue.read() as Buffer).buffer, whole.buffer, 'what is most of it is not copied')
  })
}
