import t from 'tap'
import { aranya } from '../../../proto/gen/agent.js'
import { MuxError } from '../../../proto/mux/errors.ts'
import { encodeFrame } from '../../../proto/mux/frame-codec.ts'
import type { FrameBody } from '../../../proto/mux/frame-codec.ts'
import { MuxSession } from '../../../proto/mux/session.ts'
import type { SessionEnd } from '../../../proto/mux/session.ts'
import type { IncomingChannel } from '../../../proto/mux/channel.ts'
import { FakeClock, settle } from '../../support/fake-clock.ts'
import type { MemoryTransport } from './support/memory-transport.ts'
import { createTransportPair } from './support/memory-transport.ts'

const { Frame } = aranya.agent.v1

/** A session of the server, and an agent that a test plays by hand. */
class Victim {
  readonly clock = new FakeClock()
  readonly asked: IncomingChannel[] = []
  readonly session: MuxSession
  readonly #agent: MemoryTransport
  readonly #server: MemoryTransport
  #number = 0

  constructor() {
    const { agent, server } = createTransportPair()
    this.#agent = agent
    this.#server = server
    this.session = new MuxSession({
      side: 'server',
      transport: server,
      clock: this.clock,
      settings: { heartbeatMs: 30_000, resumeMs: 0 },
      limits: { maxChannels: 4 },
      onOpen: (incoming) => this.asked.push(incoming),
    })
  }

  send(body: FrameBody, acknowledged = 0): void {
    this.#number += 1
    this.raw(encodeFrame({ sequence: this.#number, acknowledged }, body))
  }

  note(body: FrameBody): void {
    this.raw(encodeFrame({ sequence: 0, acknowledged: 0 }, body))
  }

  raw(bytes: Uint8Array): void {
    this.#server.arrive(bytes)
  }

  stopTaking(): void {
    this.#server.isStopped = true
  }

  received(): aranya.agent.v1.Frame[] {
    return this.#server.sent.map((bytes) => Frame.decode(bytes))
  }

  async end(): Promise<SessionEnd | undefined> {
    let end: SessionEnd | undefined
    void this.session.closed.then((ended) => (end = ended))
    await settle()
    return end
  }

  get transport(): MemoryTransport {
    return this.#agent
  }
}

const open = (channel: number): FrameBody => ({ open: { channel, window: 65_536, request: new Uint8Array(0) } })
const data = (channel: number, bytes: number, stream = 0): FrameBody => ({
  data: { channel, stream, payload: new Uint8Array(bytes) },
})

const crimes: Readonly<Record<string, (victim: Victim) => void>> = {
  'bytes that are no frame': (victim) => victim.raw(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff)),
  'a frame cut short': (victim) => victim.raw(encodeFrame({ sequence: 1, acknowledged: 0 }, open(1)).subarray(0, 5)),
  'no bytes': (victim) => victim.raw(new Uint8Array(0)),
  'a frame without a body': (victim) => victim.raw(encodeFrame({ sequence: 1, acknowledged: 0 }, {})),
  'a frame over 64 KiB': (victim) => victim.send(data(1, 70_000)),
  'a second hello': (victim) => victim.note({ hello: { protocol: 1 } }),
  'a welcome': (victim) => victim.note({ welcome: { epoch: 'x' } }),
  'settings from an agent': (victim) => victim.note({ settings: { heartbeatMilliseconds: 1 } }),
  'an open without a number': (victim) => victim.note(open(1)),
  'a numbered ping': (victim) => victim.send({ ping: { nonce: 1 } }),
  'a gap in the numbers': (victim) => victim.raw(encodeFrame({ sequence: 2, acknowledged: 0 }, open(1))),
  'a number from half way round': (victim) =>
    victim.raw(encodeFrame({ sequence: 2 ** 31 - 2, acknowledged: 0 }, open(1))),
  'an acknowledgement of what was never sent': (victim) =>
    victim.raw(encodeFrame({ sequence: 0, acknowledged: 1000 }, { ack: {} })),
  'an id of the other side': (victim) => victim.send(open(2)),
  'channel 0': (victim) => victim.send(open(0)),
  'an id used twice': (victim) => {
    victim.send(open(1))
    victim.send(open(1))
  },
  'an id below the last': (victim) => {
    victim.send(open(5))
    victim.send(open(3))
  },
  'data for a channel that was never opened': (victim) => victim.send(data(7, 1)),
  'a reset for a channel of ours that was never opened': (victim) => victim.send({ reset: { channel: 2 } }),
  'data before the channel was accepted': (victim) => {
    victim.send(open(1))
    victim.send(data(1, 1))
  },
  'an answer to a channel of its own': (victim) => {
    victim.send(open(1))
    victim.send({ openReply: { channel: 1, window: 1 } })
  },
  'data beyond the credit': (victim) => accepted(victim, [data(1, 30_000), data(1, 30_000), data(1, 30_000)]),
  'a stream number out of range': (victim) => accepted(victim, [data(1, 1, 4_000_000_000)]),
  'data after the end of its stream': (victim) =>
    accepted(victim, [{ data: { channel: 1, stream: 0, end: true } }, data(1, 1)]),
  'data after the finish': (victim) => accepted(victim, [{ finish: { channel: 1 } }, data(1, 1)]),
  'control after the finish': (victim) => accepted(victim, [{ finish: { channel: 1 } }, { control: { channel: 1 } }]),
  'a second finish': (victim) => accepted(victim, [{ finish: { channel: 1 } }, { finish: { channel: 1 } }]),
  'a control message too long': (victim) =>
    accepted(victim, [{ control: { channel: 1, message: new Uint8Array(2000) } }]),
  'a result too long': (victim) => accepted(victim, [{ finish: { channel: 1, result: new Uint8Array(60_000) } }]),
  'a request too long': (victim) => victim.send({ open: { channel: 1, request: new Uint8Array(60_000) } }),
}

function accepted(victim: Victim, bodies: readonly FrameBody[]): void {
  victim.send(open(1))
  victim.asked[0]?.accept()
  for (const body of bodies) victim.send(body)
}

for (const [crime, commit] of Object.entries(crimes)) {
  t.test(`${crime} ends the session with protocol-error`, async (t) => {
    const victim = new Victim()
    commit(victim)
    t.match(await victim.end(), { by: 'us', goodbye: { code: 'protocol-error' } })
    t.equal(victim.received().at(-1)?.body, 'goodbye', 'the sender is told')
    t.equal(victim.transport.isClosed, true)
    victim.raw(Uint8Array.of(1, 2, 3))
    victim.send(open(9))
    t.equal(victim.session.channelCount, 0)
  })
}

t.test('frames for channels that ended are ignored, and so are repeated frames and old credits', async (t) => {
  const victim = new Victim()
  accepted(victim, [
    { reset: { channel: 1 } },
    data(1, 10),
    { credit: { channel: 1, limit: 1 } },
    { finish: { channel: 1 } },
  ])
  victim.raw(encodeFrame({ sequence: 1, acknowledged: 0 }, open(1)))
  victim.send(open(3))
  victim.asked[1]?.accept()
  victim.send({ credit: { channel: 3, limit: 0 } })
  victim.send({ credit: { channel: 3, limit: 4_000_000_000 } })
  t.equal(await victim.end(), undefined)
  t.equal(victim.session.channelCount, 1)
})

t.test('numbers and lengths that nobody means do no harm', async (t) => {
  const victim = new Victim()
  victim.send({ open: { channel: 1, window: 4_294_967_295, request: new Uint8Array(0) } })
  const channel = victim.asked[0]?.accept()
  let accepted = 0
  const writable = channel?.writable(1)
  for (let round = 0; round < 100; round += 1) writable?.write(new Uint8Array(1_000_000), () => (accepted += 1_000_000))
  await victim.clock.advance(1000)
  t.ok(accepted <= 9_000_000, `a window of 4 GiB that is never acknowledged takes ${accepted} bytes`)
  victim.note({ pong: { nonce: 4_294_967_295 } })
  t.equal(await victim.end(), undefined)
})

t.test('a peer that opens and never takes the answers is given up before they fill the memory', async (t) => {
  const victim = new Victim()
  victim.stopTaking()
  for (let id = 1; id < 100_001; id += 2) victim.send(open(id))
  t.match(await victim.end(), { by: 'us', goodbye: { code: 'protocol-error' } })
})

t.test('a peer that pings and takes no answers has one answer waiting', async (t) => {
  const victim = new Victim()
  victim.stopTaking()
  victim.send(open(1))
  victim.asked[0]?.refuse(new MuxError('internal', 'never sent'))
  for (let nonce = 0; nonce < 10_000; nonce += 1) victim.note({ ping: { nonce } })
  t.ok(victim.received().length < 10)
  t.equal(await victim.end(), undefined)
})

t.test('single bytes that nobody reads cost no more than their window', async (t) => {
  const victim = new Victim()
  victim.send(open(1))
  const channel = victim.asked[0]?.accept()
  const readable = channel?.readable(0)
  for (let sent = 0; sent < 65_536; sent += 1) victim.send(data(1, 1))
  t.equal(await victim.end(), undefined)
  let chunks = 0
  let bytes = 0
  readable?.on('data', (chunk: Uint8Array) => {
    chunks += 1
    bytes += chunk.length
  })
  await settle(30)
  t.equal(bytes, 65_536)
  t.ok(chunks < 20, `${chunks} pieces`)
})
