import { createHash } from 'node:crypto'
import type { Readable, Writable } from 'node:stream'
import t from 'tap'
import type { Channel } from '../../../proto/mux/channel.ts'
import { encodeFrame } from '../../../proto/mux/frame-codec.ts'
import { MuxError } from '../../../proto/mux/errors.ts'
import { FakeClock, settle } from '../../support/fake-clock.ts'
import { chooseSeed, createRandom } from '../../support/random.ts'
import type { Random } from '../../support/random.ts'
import { createSessionPair } from './support/sessions.ts'

const seed = chooseSeed(t)

/** Sends random pieces of random bytes; resolves with their digest. */
async function write(writable: Writable, random: Random): Promise<string> {
  const hash = createHash('sha256')
  for (let left = random.below(400_000); left > 0;) {
    const bytes = random.bytes(Math.min(left, 1 + random.below(random.below(2) === 0 ? 20 : 100_000)))
    hash.update(bytes)
    left -= bytes.length
    await new Promise<void>((resolve, reject) => writable.write(bytes, (error) => (error ? reject(error) : resolve())))
    if (random.below(5) === 0) await settle(1)
  }
  writable.end()
  return hash.digest('hex')
}

/** Reads with random pauses; resolves with the digest of all. */
async function read(readable: Readable, random: Random): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of readable) {
    hash.update(chunk as Uint8Array)
    if (random.below(10) === 0) await settle(random.below(5))
  }
  return hash.digest('hex')
}

interface Digests {
  readonly written: string
  readonly read: string
}

async function converse(from: Channel, to: Channel, random: Random): Promise<Digests[]> {
  const streams = Array.from({ length: 1 + random.below(3) }, (_, stream) => stream)
  return Promise.all(
    streams.map(async (stream) => {
      const [written, digest] = await Promise.all([
        write(from.writable(stream), random),
        read(to.readable(stream), random),
      ])
      return { written, read: digest }
    }),
  )
}

t.test('random conversations keep order and content on every stream, whoever is slow', async (t) => {
  const random = createRandom(seed)
  const pair = createSessionPair({ clock: new FakeClock(20), limits: { maxWindowBytes: 1_000_000 } })
  const results = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const opened = pair.server.open(new Uint8Array(0), new AbortController().signal)
      while (pair.asked.length === 0) await settle(1)
      const theirs = pair.asked.shift()?.accept()
      const ours = await opened
      if (theirs === undefined || theirs.id !== ours.id) throw new Error('the answers are mixed up')
      const digests = (await Promise.all([converse(ours, theirs, random), converse(theirs, ours, random)])).flat()
      theirs.finish(random.bytes(3))
      return { digests, end: await ours.ended }
    }),
  )
  for (const { digests, end } of results) {
    t.ok(
      digests.every(({ written, read }) => written === read),
      'the same bytes in the same order',
    )
    t.equal(end.kind, 'finished')
  }
  await pair.clock.advance(30)
  t.equal(pair.server.channelCount + pair.agent.channelCount, 0)
})

t.test('random operations in any order end in a session that works', async (t) => {
  const random = createRandom(seed)
  const pair = createSessionPair({
    clock: new FakeClock(20),
    limits: { maxChannels: 16 },
    onOpen: (incoming) => live.push(incoming.accept()),
  })
  const live: Channel[] = []
  const acts: readonly ((channel: Channel) => void)[] = [
    (channel) => channel.writable(random.below(3)).write(random.bytes(random.below(200_000))),
    (channel) => channel.writable(random.below(3)).end(),
    (channel) => channel.readable(random.below(3)).resume(),
    (channel) => channel.readable(random.below(3)).pause(),
    (channel) => channel.readable(random.below(3)).destroy(),
    (channel) => channel.writable(random.below(3)).destroy(random.below(2) === 0 ? undefined : new Error('broken')),
    (channel) => channel.control(random.bytes(random.below(100))),
    (channel) => channel.finish(random.bytes(random.below(10))),
    (channel) => channel.reset(new MuxError('cancelled', 'by chance')),
  ]
  for (let step = 0; step < 2000; step += 1) {
    const act = acts[random.below(acts.length)]
    const channel = live[random.below(live.length)]
    if (random.below(12) === 0) {
      const aborter = new AbortController()
      pair.server.open(random.bytes(5), aborter.signal).then((opened) => live.push(opened), Boolean)
      if (random.below(4) === 0) setImmediate(() => aborter.abort())
    } else if (act !== undefined && channel !== undefined) act(channel)
    if (random.below(3) === 0) await settle(1)
    if (step % 100 === 0) await pair.clock.advance(30)
  }
  for (const channel of live) channel.reset(new MuxError('cancelled', 'the test is over'))
  await pair.clock.advance(100)
  t.equal(pair.server.channelCount, 0)
  t.equal(pair.agent.channelCount, 0)
  const opened = await pair.server.open(new Uint8Array(0), new AbortController().signal)
  opened.writable(0).end('alive')
  const chunks: Uint8Array[] = []
  for await (const chunk of live.at(-1)?.readable(0) ?? []) chunks.push(chunk as Uint8Array)
  t.equal(Buffer.concat(chunks).toString(), 'alive')
})

t.test('random bytes and damaged frames end a session and never the process', async (t) => {
  const random = createRandom(seed)
  let protocolErrors = 0
  for (let round = 0; round < 100; round += 1) {
    const pair = createSessionPair({ clock: new FakeClock(20), onOpen: (incoming) => incoming.accept() })
    pair.server.open(new Uint8Array(0), new AbortController().signal).catch(Boolean)
    await settle(2)
    for (let count = 0; count < 10; count += 1) pair.serverTransport.arrive(damagedFrame(random))
    await pair.server.close({ code: 'shutting-down', message: 'the test is over' })
    const end = await pair.server.closed
    if (end.goodbye?.code === 'protocol-error') protocolErrors += 1
  }
  t.ok(protocolErrors > 80, `${protocolErrors} of 100 were found out`)
})

function damagedFrame(random: Random): Uint8Array {
  if (random.below(3) === 0) return random.bytes(random.below(200))
  const numbers = { sequence: random.below(4), acknowledged: random.below(4) }
  const channel = random.below(5)
  const bodies = [
    {
      data: {
        channel,
        stream: random.below(6),
        payload: random.bytes(random.below(90_000)),
        end: random.below(2) === 0,
      },
    },
    { credit: { channel, limit: random.below(2 ** 31) * 2 } },
    { open: { channel, window: random.below(2 ** 31), request: random.bytes(random.below(100)) } },
    { openReply: { channel, window: random.below(2 ** 31) } },
    { finish: { channel, result: random.bytes(random.below(100)) } },
    { reset: { channel } },
    { control: { channel, message: random.bytes(random.below(100)) } },
    { ack: {} },
  ]
  const frame = Uint8Array.from(encodeFrame(numbers, bodies[random.below(bodies.length)] ?? {}))
  if (random.below(2) === 0) frame[random.below(frame.length)] = random.below(256)
  return random.below(4) === 0 ? frame.subarray(0, random.below(frame.length)) : frame
}
