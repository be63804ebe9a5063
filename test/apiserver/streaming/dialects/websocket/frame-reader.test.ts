import t from 'tap'
import type { FrameEvent } from '../../../../../apiserver/streaming/dialects/websocket/frame-reader.ts'
import { FrameReader } from '../../../../../apiserver/streaming/dialects/websocket/frame-reader.ts'

const mask = Buffer.from('a1b2c3d4', 'hex')
const text = 0x1
const binary = 0x2
const continuation = 0x0
const fin = 0x80

/** A client's frame. */
function frame(first: number, payload: Buffer): Buffer {
  const { length } = payload
  const head = Buffer.alloc(length < 126 ? 2 : length < 0x10000 ? 4 : 10)
  head[0] = first
  head[1] = 0x80 | (length < 126 ? length : length < 0x10000 ? 126 : 127)
  if (head.length === 4) head.writeUInt16BE(length, 2)
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2)
  const masked = payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0))
  return Buffer.concat([head, mask, masked])
}

/** What a reader makes of `bytes` that come so many at a time: whole messages, and control frames. */
function readAll(bytes: Buffer, step: number): string[] {
  const reader = new FrameReader()
  const seen: string[] = []
  let message = ''
  const take = (event: FrameEvent): void => {
    if (event.kind !== 'piece') {
      seen.push(
        event.kind === 'close'
          ? `close ${event.code} ${event.reason.toString()}`
          : `${event.kind} ${event.payload.toString()}`,
      )
      return
    }
    if (event.isFirst !== (message === '')) throw new Error('the first piece has to say so, and no other')
    message ||= event.isText ? 'text ' : 'binary '
    message += event.bytes.toString('latin1')
    if (event.isLast) seen.push(message)
    if (event.isLast) message = ''
  }
  for (let at = 0; at < bytes.length; at += step) {
    for (const event of reader.push(Buffer.from(bytes.subarray(at, at + step)))) take(event)
  }
  return seen
}

t.test('frames are read alike, wherever what comes is cut', (t) => {
  const long = 'x'.repeat(70_000)
  const bytes = Buffer.concat([
    frame(fin | text, Buffer.from('hello')),
    frame(fin | binary, Buffer.alloc(0)),
    frame(binary, Buffer.from('one ')),
    frame(fin | 0x9, Buffer.from('ping!')),
    frame(continuation, Buffer.alloc(0)),
    frame(fin | continuation, Buffer.from('y'.repeat(300))),
    frame(fin | 0xa, Buffer.alloc(0)),
    frame(fin | binary, Buffer.from(long)),
    frame(fin | 0x8, Buffer.concat([Buffer.from([0x03, 0xe8]), Buffer.from('bye')])),
  ])
  const expected = ['text hello', 'binary ', 'ping ping!', `binary one ${'y'.repeat(300)}`, 'pong ', `binary ${long}`]
  for (const step of [1, 2, 3, 7, 1000, bytes.length]) t.same(readAll(bytes, step), [...expected, 'close 1000 bye'])
  t.end()
})

t.test('what the protocol does not allow has its close code', (t) => {
  const cases: Readonly<Record<string, readonly [Buffer, number]>> = {
    'a reserved bit': [frame(fin | 0x40 | binary, Buffer.alloc(1)), 1002],
    'an unknown opcode': [frame(fin | 0x3, Buffer.alloc(1)), 1002],
    'a frame without a mask': [Buffer.from([fin | binary, 1, 0]), 1002],
    'a continuation of nothing': [frame(fin | continuation, Buffer.alloc(1)), 1002],
    'a message within another': [Buffer.concat([frame(text, Buffer.alloc(1)), frame(text, Buffer.alloc(1))]), 1002],
    'a ping in fragments': [frame(0x9, Buffer.alloc(1)), 1002],
    'a ping that is too long': [frame(fin | 0x9, Buffer.alloc(126)), 1002],
    'half a close code': [frame(fin | 0x8, Buffer.alloc(1)), 1002],
    'a close code that is never sent': [frame(fin | 0x8, Buffer.from([0x03, 0xee])), 1002],
    'more bytes than can be counted': [Buffer.from(`82ff${'ff'.repeat(8)}00000000`, 'hex'), 1009],
  }
  for (const [name, [bytes, code]] of Object.entries(cases))
    t.throws(() => readAll(bytes, bytes.length), { code }, name)
  t.same(readAll(frame(fin | 0x8, Buffer.alloc(0)), 1), ['close 1005 '])
  t.end()
})
