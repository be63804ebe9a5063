import { Duplex } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { constants, deflateSync } from 'node:zlib'
import t from 'tap'
import type { Test } from 'tap'
import { headerDictionary } from '../../../../../apiserver/streaming/dialects/spdy/header-block.ts'
import {
  encodeDataHeader,
  encodePing,
  encodeRstStream,
} from '../../../../../apiserver/streaming/dialects/spdy/frames.ts'
import { LookAheadBudget } from '../../../../../apiserver/streaming/dialects/spdy/look-ahead.ts'
import { SpdyConnection } from '../../../../../apiserver/streaming/dialects/spdy/spdy-connection.ts'
import type { SpdyStream } from '../../../../../apiserver/streaming/dialects/spdy/spdy-stream.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'

const budgetBytes = 8 * 1024 * 1024
/** Many of these, and then one that is far more than a stream may hold. */
const pieceBytes = 16 * 1024
const largeBytes = 600 * 1024

/** A connection of which the client reads nothing, with one stream. */
async function open(t: Test) {
  const socket = new Duplex({ read: () => {}, write: () => {} })
  const clock = new FakeClock()
  const budget = new LookAheadBudget(budgetBytes)
  const streams: SpdyStream[] = []
  const connection = new SpdyConnection({
    socket,
    head: synStream(),
    clock,
    lookAhead: budget,
    limits: { keepaliveMs: 1e9 },
    onStream: (stream) => streams.push(stream),
  })
  t.teardown(() => [connection, socket].forEach((one) => one.destroy()))
  // The header is inflated by a thread of its own.
  while (streams.length === 0) await setImmediate()
  const [stream] = streams as [SpdyStream]
  return { socket, clock, budget, connection, stream }
}

/** Sends frames; resolves when as much of them as may be is read. */
async function send(socket: Duplex, ...frames: readonly Buffer[]): Promise<void> {
  socket.push(Buffer.concat(frames))
  await settle()
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await setImmediate()
}

function freeBytes(budget: LookAheadBudget): number {
  const bytes = budget.take(budgetBytes)
  budget.give(bytes)
  return bytes
}

t.test('a client that does not read the answers to its pings takes nothing of what frozen streams need', async (t) => {
  const { socket, clock, budget } = await open(t)
  await send(socket, ...Array.from({ length: 3000 }, (_, index) => encodePing(2 * index + 1)))
  t.ok(socket.writableLength > 16 * 1024 && socket.writableLength < 20 * 1024, 'it is not read any more')
  clock.pass(10_000)
  t.equal(freeBytes(budget), budgetBytes)
})

t.test('a reader that is slow is not read ahead of, one that takes nothing is, until all is taken', async (t) => {
  const { socket, clock, budget, stream } = await open(t)
  await send(socket, ...Array.from({ length: 10 }, () => data(pieceBytes)), data(largeBytes))
  for (let count = 0; count < 5; count++) {
    clock.pass(900)
    t.equal((stream.read() as Buffer).length, pieceBytes)
  }
  t.equal(freeBytes(budget), budgetBytes)
  clock.pass(1000)
  t.ok(freeBytes(budget) < budgetBytes)
  await send(socket, data(pieceBytes))
  t.equal(stream.queuedBytes, 6 * pieceBytes + largeBytes, 'it is read on')
  while (stream.read() !== null) await settle()
  t.equal(freeBytes(budget), budgetBytes)
})

t.test('a step that could not be taken is taken once others have given back', async (t) => {
  const { socket, clock, budget, stream } = await open(t)
  budget.take(budgetBytes)
  await send(socket, data(largeBytes), encodeRstStream(1, 5))
  clock.pass(1000)
  await settle()
  t.notOk(stream.destroyed)
  budget.give(budgetBytes)
  clock.pass(1000)
  await settle()
  t.ok(stream.destroyed, 'the reset behind its data was read')
  t.equal(freeBytes(budget), budgetBytes)
})

t.test('steps are taken until one is enough, and given back with the connection', async (t) => {
  const { socket, clock, budget, connection, stream } = await open(t)
  await send(socket, data(largeBytes), data(3 * 1024 * 1024), data(pieceBytes))
  clock.pass(1000)
  await settle()
  clock.pass(10_000)
  await settle()
  t.equal(stream.queuedBytes, largeBytes + 3 * 1024 * 1024 + pieceBytes)
  const freeAtEnd = freeBytes(budget)
  t.ok(freeAtEnd < budgetBytes)
  clock.pass(10_000)
  t.equal(freeBytes(budget), freeAtEnd, 'no more than that')
  connection.destroy()
  t.equal(freeBytes(budget), budgetBytes)
  clock.pass(10_000)
  t.equal(freeBytes(budget), budgetBytes)
})

function data(bytes: number): Buffer {
  return Buffer.concat([encodeDataHeader(1, { fin: false, payloadBytes: bytes }), Buffer.alloc(bytes)])
}

/** Stream 1 without headers: an empty block, deflated with SPDY's dictionary. */
function synStream(): Buffer {
  const block = deflateSync(Buffer.alloc(4), { dictionary: headerDictionary, finishFlush: constants.Z_SYNC_FLUSH })
  const head = Buffer.alloc(18)
  head.writeUInt32BE(0x80030001, 0)
  head.writeUInt32BE(10 + block.length, 4)
  head.writeUInt32BE(1, 8)
  return Buffer.concat([head, block])
}
