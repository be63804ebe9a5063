import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { mock } from 'node:test'
import t from 'tap'
import { ConnectionGuard } from '../../../../apiserver/devices/admission/connection-guard.ts'

class FakeSocket extends EventEmitter {
  destroyed = false
  readonly remoteAddress: string
  readonly remotePort: number

  constructor(remoteAddress: string, remotePort: number) {
    super()
    this.remoteAddress = remoteAddress
    this.remotePort = remotePort
  }

  destroy(): void {
    this.destroyed = true
    this.emit('close')
  }
}

let nextPort = 1
function connect(guard: ConnectionGuard, remoteAddress: string) {
  const socket = new FakeSocket(remoteAddress, nextPort++)
  guard.watch(socket as unknown as Socket)
  return { socket, peer: `${remoteAddress}:${socket.remotePort}` }
}

t.beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }))
t.afterEach(() => mock.timers.reset())

t.test('a connection lives on while it carries an admitted call', async (t) => {
  const guard = new ConnectionGuard({ graceMs: 100, maxPending: 10 })
  const [stranger, agent] = [connect(guard, '10.0.0.1'), connect(guard, '10.0.0.2')]
  const release = guard.keep(agent.peer)
  mock.timers.tick(100)
  t.ok(stranger.socket.destroyed)
  t.notOk(agent.socket.destroyed)
  release()
  mock.timers.tick(99)
  t.notOk(agent.socket.destroyed)
  mock.timers.tick(1)
  t.ok(agent.socket.destroyed)
})

t.test('a flood costs its own network, oldest first', async (t) => {
  const guard = new ConnectionGuard({ graceMs: 100, maxPending: 4 })
  const quiet = connect(guard, '10.0.0.1')
  const flood = Array.from({ length: 20 }, (_, index) => connect(guard, `2001:db8:0:1::${index.toString(16)}`))
  t.notOk(quiet.socket.destroyed)
  t.equal(flood.filter(({ socket }) => !socket.destroyed).length, 3)
  t.notOk(flood.at(-1)?.socket.destroyed)
  const late = connect(guard, '::ffff:10.0.0.9')
  t.notOk(late.socket.destroyed)
})

t.test('closed connections are forgotten', async (t) => {
  const guard = new ConnectionGuard({ graceMs: 100, maxPending: 2 })
  for (let count = 0; count < 50; count++) connect(guard, '10.0.0.1').socket.destroy()
  const [one, two] = [connect(guard, '10.0.0.1'), connect(guard, '10.0.0.1')]
  t.notOk(one.socket.destroyed || two.socket.destroyed)
  guard.keep(one.peer)
  const three = connect(guard, '10.0.0.1')
  t.notOk(two.socket.destroyed || three.socket.destroyed, 'the admitted one does not count')
  guard.destroyAll()
  t.ok(one.socket.destroyed && two.socket.destroyed && three.socket.destroyed)
})

t.test('a farewell waits for those who were admitted, and for no stranger', async (t) => {
  mock.timers.reset()
  const guard = new ConnectionGuard({ graceMs: 10_000, maxPending: 2 })
  t.teardown(() => guard.destroyAll())
  const [stranger, agent] = [connect(guard, '10.0.0.1'), connect(guard, '10.0.0.2')]
  guard.keep(agent.peer)
  let isOver = false
  const farewell = guard.untilAdmittedLeave(10_000).then(() => (isOver = true))
  await new Promise((resolve) => setImmediate(resolve))
  t.notOk(isOver)
  agent.socket.destroy()
  await farewell
  t.notOk(stranger.socket.destroyed)
  guard.keep(stranger.peer)
  await guard.untilAdmittedLeave(10)
  t.notOk(stranger.socket.destroyed, 'it does not wait for ever')
})
