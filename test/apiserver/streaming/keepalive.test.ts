import t from 'tap'
import { Keepalive } from '../../../apiserver/streaming/dialects/common/keepalive.ts'
import { FakeClock } from '../../support/fake-clock.ts'

function setUp() {
  const clock = new FakeClock()
  const state = { pings: 0, dead: 0, reading: true }
  const keepalive = new Keepalive({
    clock,
    intervalMs: 30_000,
    ping: () => (state.pings += 1),
    isReading: () => state.reading,
    onDead: () => (state.dead += 1),
  })
  return { clock, state, keepalive }
}

t.test('two unanswered pings are a dead client', async (t) => {
  const { clock, state, keepalive } = setUp()
  keepalive.heard()
  clock.pass(60_000)
  t.match(state, { dead: 0, pings: 2 })
  clock.pass(30_000)
  t.match(state, { dead: 1 })
})

t.test('a client that answers lives', async (t) => {
  const { clock, state, keepalive } = setUp()
  for (let minute = 0; minute < 60; minute++) {
    clock.pass(60_000)
    keepalive.heard()
  }
  t.match(state, { dead: 0, pings: 120 })
})

t.test('a client that may have stopped reading gets longer, unless it pings by itself', async (t) => {
  const slow = setUp()
  slow.keepalive.sent()
  slow.clock.pass(5 * 60_000)
  t.equal(slow.state.dead, 0)
  slow.clock.pass(6 * 60_000)
  t.equal(slow.state.dead, 1)
  const kubectl = setUp()
  kubectl.keepalive.heardPing()
  kubectl.keepalive.sent()
  kubectl.clock.pass(90_000)
  t.equal(kubectl.state.dead, 1)
})

t.test('while we do not read, silence is ours, and the client is written to often', async (t) => {
  const { clock, state } = setUp()
  state.reading = false
  clock.pass(10 * 60_000)
  t.match(state, { dead: 0, pings: 300 })
})

t.test('stop leaves no timer', async (t) => {
  const { clock, keepalive } = setUp()
  keepalive.stop()
  t.equal(clock.pending, 0)
})
