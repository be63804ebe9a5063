import t from 'tap'
import { aranya } from '../../../proto/gen/agent.js'
import { decodeDataFrame, encodeDataFrame } from '../../../proto/mux/frame-codec.ts'
import type { DataBody, FrameNumbers } from '../../../proto/mux/frame-codec.ts'

const { Frame } = aranya.agent.v1

const encode = (numbers: FrameNumbers, body: DataBody): Buffer =>
  encodeDataFrame(numbers, body, (bytes) => Buffer.allocUnsafe(bytes))
const numbers = [0, 1, 127, 128, 16_383, 16_384, 2 ** 21 - 1, 2 ** 21, 2 ** 28, 2 ** 32 - 1]

t.test('data frames by hand are the bytes that the generated code writes', async (t) => {
  for (const sequence of numbers)
    for (const channel of numbers)
      for (const size of [0, 1, 127, 128, 20_000])
        for (const end of [false, true]) {
          const payload = Buffer.alloc(size, 7)
          const byHand = encode(
            { sequence, acknowledged: channel },
            { channel, stream: sequence % 4, pieces: [payload.subarray(0, size / 2), payload.subarray(size / 2)], end },
          )
          const data = { channel, stream: sequence % 4, payload, end }
          const generated = Frame.encode({ sequence, acknowledged: channel, data: stripped(data) }).finish()
          if (Buffer.compare(byHand, generated) !== 0) t.fail(`${sequence} ${channel} ${size} ${end}`)
        }
  t.pass('all the same')
})

/** The generated encoder writes what is set, even to the default. */
function stripped(data: {
  channel: number
  stream: number
  payload: Buffer
  end: boolean
}): aranya.agent.v1.Data.$Properties {
  return {
    ...(data.channel !== 0 && { channel: data.channel }),
    ...(data.stream !== 0 && { stream: data.stream }),
    ...(data.payload.length > 0 && { payload: data.payload }),
    ...(data.end && { end: true }),
  }
}

t.test('what was encoded by hand is decoded by hand', async (t) => {
  for (const value of numbers) {
    const body = { channel: value, stream: 3, pieces: [Buffer.from('ab'), Buffer.from('c')], end: value % 2 === 0 }
    t.match(decodeDataFrame(encode({ sequence: value, acknowledged: value }, body)), {
      sequence: value,
      acknowledged: value,
      data: { channel: value, stream: 3, payload: Buffer.from('abc'), end: value % 2 === 0 },
    })
  }
})

t.test('whatever is not exactly that is left to the generated decoder', async (t) => {
  const frame = encode(
    { sequence: 300, acknowledged: 2 },
    { channel: 3, stream: 1, pieces: [Buffer.from('abc')], end: true },
  )
  for (let cut = 0; cut < frame.length; cut += 1) t.equal(decodeDataFrame(frame.subarray(0, cut)), undefined)
  t.equal(decodeDataFrame(Buffer.concat([frame, Buffer.of(8, 1)])), undefined, 'more behind it')
  t.equal(decodeDataFrame(Frame.encode({ sequence: 1, ping: { nonce: 5 } }).finish()), undefined)
  t.equal(decodeDataFrame(Buffer.of(8, 255, 255, 255, 255, 127, 98, 0)), undefined, 'a number of more than 32 bits')
})
