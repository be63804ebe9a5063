import t from 'tap'
import { aranya } from '../../../proto/gen/agent.js'
import { settle } from '../../support/fake-clock.ts'
import { createSessionPair } from './support/sessions.ts'

const { Frame } = aranya.agent.v1
const settings = { heartbeatMs: 1000, resumeMs: 0 }

function bodies(frames: readonly Uint8Array[]): (string | undefined)[] {
  return frames.map((bytes) => Frame.decode(bytes).body)
}

t.test('an idle connection costs one ping and one pong in each interval, and nothing else', async (t) => {
  const pair = createSessionPair({ settings })
  await pair.clock.advance(50)
  t.type(pair.server.rttMs, 'number', 'the first round trip is measured at once')
  const before = { agent: pair.agentTransport.sent.length, server: pair.serverTransport.sent.length }
  await pair.clock.advance(10_000)
  t.strictSame(bodies(pair.serverTransport.sent.slice(before.server)), Array(10).fill('ping'))
  t.strictSame(bodies(pair.agentTransport.sent.slice(before.agent)), Array(10).fill('pong'))
  t.ok(pair.serverTransport.sent.every((frame) => frame.length < 20))
})

for (const side of ['server', 'agent'] as const) {
  t.test(`the ${side} notices a silent peer within two intervals and says so`, async (t) => {
    const pair = createSessionPair({ settings })
    await pair.clock.advance(500)
    const silent = side === 'server' ? pair.agentTransport : pair.serverTransport
    silent.isStopped = true
    let end: unknown
    void pair[side].closed.then((ended) => (end = ended))
    await pair.clock.advance(1490)
    t.equal(end, undefined, 'two intervals have not passed since the last sign of life')
    await pair.clock.advance(520)
    t.match(end, { by: 'us', goodbye: { code: 'dead' } })
    const other = side === 'server' ? pair.agent : pair.server
    t.match(await other.closed, { by: 'peer', goodbye: { code: 'dead' } })
  })
}

t.test('any frame is a sign of life', async (t) => {
  const pair = createSessionPair({ settings })
  await pair.clock.advance(100)
  pair.agentTransport.isStopped = true
  for (let round = 0; round < 10; round += 1) {
    await pair.clock.advance(900)
    pair.agentTransport.resume()
    pair.agentTransport.isStopped = true
    await settle()
  }
  t.equal(pair.serverTransport.isClosed, false)
})

t.test('a process that stood still gives its peer another chance', async (t) => {
  const pair = createSessionPair({ settings })
  await pair.clock.advance(100)
  pair.agentTransport.isStopped = true
  await pair.clock.advance(1200)
  await pair.clock.jump(60_000)
  t.equal(pair.serverTransport.isClosed, false, 'what came meanwhile was not read yet')
  pair.agentTransport.resume()
  await pair.clock.advance(5000)
  t.equal(pair.serverTransport.isClosed, false)
})

t.test('settings of the server change the interval of both sides', async (t) => {
  const pair = createSessionPair({ settings })
  await pair.clock.advance(100)
  pair.server.applySettings({ heartbeatMs: 5000, resumeMs: 0 })
  await pair.clock.advance(100)
  const before = pair.serverTransport.sent.length
  await pair.clock.advance(15_000)
  t.strictSame(bodies(pair.serverTransport.sent.slice(before)), ['ping', 'ping', 'ping'])
  pair.serverTransport.isStopped = true
  await pair.clock.advance(9000)
  t.equal(pair.agentTransport.isClosed, false)
  await pair.clock.advance(2000)
  t.equal(pair.agentTransport.isClosed, true)
})
