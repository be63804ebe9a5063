import { once } from 'node:events'
import t from 'tap'
import { aranya } from '../../../proto/gen/agent.js'
import type { Channel } from '../../../proto/mux/channel.ts'
import { FakeClock, settle } from '../../support/fake-clock.ts'
import { createSessionPair, openChannel } from './support/sessions.ts'

const { Frame } = aranya.agent.v1

t.test('a reader that stops holds up its own channel alone, and memory stays within the windows', async (t) => {
  const pair = createSessionPair({ clock: new FakeClock(20) })
  t.teardown(() => pair.server.close({ code: 'shutting-down', message: 'the test is over' }))
  const stopped = await openChannel(pair)
  const moving = await openChannel(pair)
  let taken = 0
  const chunk = new Uint8Array(65_536)
  const writable = stopped.theirs.writable(1)
  const more = (): void => void writable.write(chunk, (error) => error ?? ((taken += chunk.length), more()))
  more()
  moving.theirs.writable(1).end(new Uint8Array(20_000_000))
  let received = 0
  for await (const bytes of moving.ours.readable(1)) received += (bytes as Uint8Array).length
  t.equal(received, 20_000_000)
  t.ok(taken <= 2 * 65_536, `${taken} bytes of the other were taken`)
  t.equal(stopped.ours.readable(1).readableLength, 0)
})

t.test('channels that are ready take turns, frame by frame', async (t) => {
  const pair = createSessionPair({ clock: new FakeClock(20) })
  t.teardown(() => pair.server.close({ code: 'shutting-down', message: 'the test is over' }))
  const channels: { readonly ours: Channel; readonly theirs: Channel }[] = []
  for (let count = 0; count < 5; count += 1) channels.push(await openChannel(pair))
  await pair.clock.advance(1000)
  pair.agentTransport.isStopped = true
  const start = pair.agentTransport.sent.length
  for (const { theirs } of channels) theirs.writable(1).write(new Uint8Array(40_000))
  for (let count = 0; count < 40; count += 1) {
    pair.agentTransport.resume()
    pair.agentTransport.isStopped = true
    await settle()
  }
  const turns = pair.agentTransport.sent.slice(start).map((bytes) => Frame.decode(bytes).data?.channel)
  const order = turns.filter((channel) => channel !== undefined).slice(1, 11)
  t.strictSame(order.slice(0, 5), order.slice(5), `the same order in every round: ${order.join(' ')}`)
  t.equal(new Set(order).size, 5)
})

t.test('many small writers are served while one saturates the connection', async (t) => {
  const pair = createSessionPair({ clock: new FakeClock(20) })
  t.teardown(() => pair.server.close({ code: 'shutting-down', message: 'the test is over' }))
  const bulk = await openChannel(pair)
  const small = [await openChannel(pair), await openChannel(pair), await openChannel(pair)]
  const chunk = new Uint8Array(65_536)
  let bulkBytes = 0
  bulk.ours.readable(1).on('data', (bytes: Uint8Array) => (bulkBytes += bytes.length))
  const writable = bulk.theirs.writable(1)
  const more = (): void => void writable.write(chunk, (error) => error ?? more())
  more()
  await settle(50)
  for (let round = 0; round < 20; round += 1) {
    const before = bulkBytes
    const answers = small.map(({ ours }) => once(ours.readable(1), 'data'))
    for (const { theirs } of small) theirs.writable(1).write('x')
    await Promise.all(answers)
    t.ok(bulkBytes - before < 4_000_000, `${bulkBytes - before} bytes went first`)
  }
})
