import { once } from 'node:events'
import { Readable, Writable } from 'node:stream'
import t from 'tap'
import { ByteQueue } from '../../../proto/mux/byte-queue.ts'
import { limitPieces } from '../../../proto/mux/limit-pieces.ts'
import { createOutgoingStream } from '../../../proto/mux/outgoing-queue.ts'

const one = Buffer.from('x')
const kib = 1024

/** How many single bytes are taken before a sink says that it is full. */
function fill(sink: Writable): number {
  for (let count = 1; count < 1024 * kib; count++) if (!sink.write(one)) return count
  return Infinity
}

t.test('a channel to which nobody gives credit takes few single bytes, and as many in large pieces as ever', (t) => {
  const owner = { write: () => {}, end: () => {}, destroyed: () => {} }
  t.ok(fill(createOutgoingStream(0, owner)) <= 64 * 4)
  const stream = createOutgoingStream(0, owner)
  t.ok(stream.write(Buffer.alloc(32 * kib)))
  t.ok(stream.write(Buffer.alloc(16 * kib)))
  t.notOk(stream.write(Buffer.alloc(16 * kib)))
  t.end()
})

t.test('a sink that is full of pieces says when it has room again, and takes all in order', async (t) => {
  const waiting: (() => void)[] = []
  const taken: Buffer[] = []
  const sink = limitPieces(
    new Writable({
      write: (chunk: Buffer, _encoding, callback) => {
        taken.push(chunk)
        waiting.push(callback)
      },
    }),
  )
  const written = Array.from({ length: 1000 }, (_, index) => Buffer.from(`${index},`))
  Readable.from(written).pipe(sink)
  let full = 0
  sink.on('drain', () => full++)
  const finished = once(sink, 'finish')
  const turn = setInterval(() => waiting.splice(0).forEach((callback) => callback()), 0)
  await finished
  clearInterval(turn)
  t.equal(String(Buffer.concat(taken)), String(Buffer.concat(written)))
  t.ok(full >= Math.floor(written.length / 256), `it was full ${full} times`)
})

t.test('what waits in a queue takes about as much memory as it has bytes', (t) => {
  const single = new ByteQueue()
  for (let count = 0; count < 64 * kib; count++) single.push(one)
  let bytes = 0
  let heldBytes = 0
  let pieces = 0
  for (let chunk = single.shift(); chunk; chunk = single.shift()) {
    bytes += chunk.length
    heldBytes += chunk.buffer.byteLength
    pieces++
  }
  t.equal(bytes, 64 * kib)
  t.ok(heldBytes <= 96 * kib, `${heldBytes} bytes are held`)
  t.ok(pieces < 32, `${pieces} pieces`)
  t.end()
})

t.test('a great many queues with a few bytes each took sixteen kibibytes each', (t) => {
  const queue = new ByteQueue()
  for (let count = 0; count < 3; count++) queue.push(one)
  t.ok((queue.shift()?.buffer.byteLength ?? 0) <= 256)
  t.end()
})
