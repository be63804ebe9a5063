import t from 'tap'
import { aranya } from '../../../proto/gen/agent.js'
import type { FrameBody } from '../../../proto/mux/frame-codec.ts'
import { encodeFrame } from '../../../proto/mux/frame-codec.ts'
import type { AcceptSessionOptions, AcceptedSession } from '../../../proto/mux/handshake.ts'
import { acceptSession, connectSession } from '../../../proto/mux/handshake.ts'
import { FakeClock, settle } from '../../support/fake-clock.ts'
import type { MemoryTransport } from './support/memory-transport.ts'
import { createTransportPair } from './support/memory-transport.ts'

const { Frame } = aranya.agent.v1
const settings = { heartbeatMs: 7000, resumeMs: 60_000 }
const hello = { epoch: 'agent-epoch', instance: 'disk', info: { hostname: 'pi' } }

interface World {
  readonly agent: MemoryTransport
  readonly server: MemoryTransport
  readonly clock: FakeClock
  readonly accept: (options?: Partial<AcceptSessionOptions>) => Promise<AcceptedSession | undefined>
  readonly say: (body: FrameBody) => void
  /** The last frame that the server sent. */
  readonly answer: () => aranya.agent.v1.Frame | undefined
}

function createWorld(): World {
  const { agent, server } = createTransportPair()
  const clock = new FakeClock()
  return {
    agent,
    server,
    clock,
    accept: (options) =>
      acceptSession({ transport: server, clock, epoch: 'server-epoch', admit: async () => settings, ...options }),
    say: (body) => server.arrive(encodeFrame({ sequence: 0, acknowledged: 0 }, body)),
    answer: () => {
      const last = server.sent.at(-1)
      return last && Frame.decode(last)
    },
  }
}

t.test('both sides learn of each other what the other said', async (t) => {
  const world = createWorld()
  const accepting = world.accept()
  const { session, welcome } = await connectSession({ transport: world.agent, clock: world.clock, hello })
  const accepted = await untilAccepted(accepting)
  t.match(accepted.hello, { ...hello, protocol: 1 })
  t.match(welcome, { epoch: 'server-epoch', settings: { heartbeatMilliseconds: 7000, resumeMilliseconds: 60_000 } })
  await settle()
  t.equal(session.rttMs, 0, 'the round trip is measured')
  await accepted.session.close({ code: 'shutting-down', message: 'enough' })
  t.match(await session.closed, { by: 'peer', goodbye: { message: 'enough' } })
})

async function untilAccepted(accepting: Promise<AcceptedSession | undefined>): Promise<AcceptedSession> {
  const accepted = await accepting
  if (accepted === undefined) throw new Error('the agent was refused')
  return accepted
}

t.test('a refusal reaches the agent as a HandshakeError with the goodbye', async (t) => {
  const world = createWorld()
  const goodbye = { code: 'revoked', message: 'the device was deleted' } as const
  const accepting = world.accept({ admit: async () => goodbye })
  const connecting = connectSession({ transport: world.agent, clock: world.clock, hello })
  await t.rejects(connecting, { name: 'HandshakeError', goodbye })
  t.equal(await accepting, undefined)
  t.equal(world.agent.isClosed, true)
})

t.test('an admission that fails tells the agent to come back, and nothing of what went wrong', async (t) => {
  const world = createWorld()
  const accepting = world.accept({ admit: () => Promise.reject(new Error('secret')) })
  const connecting = connectSession({ transport: world.agent, clock: world.clock, hello })
  await t.rejects(connecting, {
    name: 'HandshakeError',
    goodbye: { code: 'shutting-down', message: 'the connection could not be accepted' },
  })
  t.equal(await accepting, undefined)
})

const nonsense: Readonly<Record<string, FrameBody>> = {
  'another frame than hello': { ping: { nonce: 1 } },
  'a protocol of the future': { hello: { protocol: 2 } },
  'a hello without a protocol': { hello: { epoch: 'x' } },
  'an endless epoch': { hello: { protocol: 1, epoch: 'x'.repeat(1000) } },
}
for (const [what, body] of Object.entries(nonsense)) {
  t.test(`${what} is refused as a protocol error`, async (t) => {
    const world = createWorld()
    const accepting = world.accept()
    world.say(body)
    t.equal(await accepting, undefined)
    t.match(world.answer()?.goodbye, { code: 4 })
    t.equal(world.server.isClosed, true)
  })
}

t.test('bytes that are no frame are refused', async (t) => {
  const world = createWorld()
  const accepting = world.accept()
  world.server.arrive(Uint8Array.of(255, 255, 255))
  t.equal(await accepting, undefined)
  t.match(world.answer()?.goodbye, { code: 4 })
})

t.test('an agent that says nothing is given up after 10 s', async (t) => {
  const world = createWorld()
  const accepting = world.accept()
  await world.clock.advance(9_999)
  t.equal(world.server.isClosed, false)
  await world.clock.advance(1)
  t.equal(await accepting, undefined)
  t.equal(world.server.isClosed, true)
})

t.test('an agent that speaks before it is welcome is refused', async (t) => {
  const world = createWorld()
  const accepting = world.accept({ admit: () => new Promise(() => {}) })
  world.say({ hello: { ...hello, protocol: 1 } })
  await settle()
  world.say({ ping: { nonce: 1 } })
  t.equal(await accepting, undefined)
  t.match(world.answer()?.goodbye, { code: 4 })
})

t.test('an agent that leaves while it is being admitted ends the waiting', async (t) => {
  const world = createWorld()
  const accepting = world.accept({ admit: () => new Promise(() => {}) })
  world.say({ hello: { ...hello, protocol: 1 } })
  await settle()
  world.server.fail(new Error('gone'))
  t.equal(await accepting, undefined)
})

t.test('a server that says nothing, nonsense, or leaves is an error of the handshake', async (t) => {
  const silent = createWorld()
  const waiting = connectSession({ transport: silent.agent, clock: silent.clock, hello })
  void waiting.catch(Boolean)
  await silent.clock.advance(10_000)
  await t.rejects(waiting, { name: 'HandshakeError' })
  const wrong = createWorld()
  const misled = connectSession({ transport: wrong.agent, clock: wrong.clock, hello })
  wrong.agent.arrive(encodeFrame({ sequence: 0, acknowledged: 0 }, { ping: { nonce: 1 } }))
  await t.rejects(misled, { name: 'HandshakeError' })
  const left = createWorld()
  const alone = connectSession({ transport: left.agent, clock: left.clock, hello })
  left.agent.fail(new Error('ECONNRESET'))
  await t.rejects(alone, { name: 'HandshakeError', message: 'ECONNRESET' })
})

t.test('an abort ends the waiting of either side with its reason', async (t) => {
  const world = createWorld()
  const aborter = new AbortController()
  const connecting = connectSession({ transport: world.agent, clock: world.clock, hello, signal: aborter.signal })
  const accepting = world.accept({ signal: aborter.signal, admit: () => new Promise(() => {}) })
  await settle()
  aborter.abort(new Error('stopping'))
  await t.rejects(connecting, { message: 'stopping' })
  t.equal(await accepting, undefined)
  t.equal(world.agent.isClosed && world.server.isClosed, true)
  await t.rejects(connectSession({ transport: createWorld().agent, hello, signal: aborter.signal }), {
    message: 'stopping',
  })
})
