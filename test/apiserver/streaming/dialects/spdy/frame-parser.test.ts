import t from 'tap'
import {
  encodeDataHeader,
  encodeGoAway,
  encodePing,
  FrameParser,
} from '../../../../../apiserver/streaming/dialects/spdy/frames.ts'

const wire = Buffer.concat([
  encodePing(7),
  encodeDataHeader(3, { fin: true, payloadBytes: 5 }),
  Buffer.from('hello'),
  encodeDataHeader(3, { fin: true, payloadBytes: 0 }),
  encodeGoAway(3, 0),
])

t.test('frames are the same however the bytes are cut', async (t) => {
  for (const size of [1, 2, 3, 7, 8, 9, 13, wire.length]) {
    const parser = new FrameParser({ maxControlBytes: 64 })
    const seen: string[] = []
    for (let offset = 0; offset < wire.length; offset += size) {
      for (const frame of parser.push(wire.subarray(offset, offset + size))) {
        if (frame.kind === 'control') seen.push(`control ${frame.type} ${frame.body.toString('hex')}`)
        else seen.push(`${frame.payload.toString()}${frame.end ? '.' : ''}`)
      }
    }
    t.equal(seen.join(''), 'control 6 00000007hello..control 7 0000000300000000', `in pieces of ${size}`)
  }
})

t.test('a frame that is announced too big, or of another version, is an error before its bytes come', async (t) => {
  const parse = (hex: string) => () => [...new FrameParser({ maxControlBytes: 64 }).push(Buffer.from(hex, 'hex'))]
  t.throws(parse('8003000100ffffff'), /control frame of 16777215 bytes/)
  t.throws(parse('8002000100000004'), /version 2/)
})
