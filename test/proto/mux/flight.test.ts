import t from 'tap'
import type { Channel } from '../../../proto/mux/channel.ts'
import { MuxSession } from '../../../proto/mux/session.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { never } from './support/sessions.ts'
import type { SlowLink } from './support/slow-link.ts'
import { createSlowLink } from './support/slow-link.ts'

interface World {
  readonly clock: FakeClock
  readonly agentLink: SlowLink
  readonly serverLink: SlowLink
  readonly open: () => Promise<{ readonly ours: Channel; readonly theirs: Channel }>
}

function createWorld(link: { readonly bytesPerMs: number; readonly delayMs: number }): World {
  const clock = new FakeClock()
  const ends = createSlowLink({ clock, ...link })
  const accepted: Channel[] = []
  const common = { clock, settings: { heartbeatMs: 30_000, resumeMs: 0 } }
  const agent = new MuxSession({
    side: 'agent',
    transport: ends.agent,
    ...common,
    onOpen: (asked) => accepted.push(asked.accept()),
  })
  const server = new MuxSession({ side: 'server', transport: ends.server, ...common })
  const open = async (): Promise<{ readonly ours: Channel; readonly theirs: Channel }> => {
    const opened = server.open(new Uint8Array(0), never)
    await clock.advance(4 * link.delayMs + 2000)
    const theirs = accepted.at(-1)
    if (theirs === undefined) throw new Error('the open did not arrive')
    return { ours: await opened, theirs }
  }
  if (agent.channelCount > 0) throw new Error('nothing was opened yet')
  return { clock, agentLink: ends.agent, serverLink: ends.server, open }
}

/** Writes without end, as fast as it is taken. */
function saturate(channel: Channel): void {
  const writable = channel.writable(1)
  const chunk = new Uint8Array(65_536)
  const more = (): void => void writable.write(chunk, (error) => error ?? more())
  more()
}

t.test(
  'at 1 Mbit/s a keystroke is echoed within 300 ms and the round trip, while another channel saturates the link',
  async (t) => {
    const world = createWorld({ bytesPerMs: 125, delayMs: 25 })
    const bulk = await world.open()
    const shell = await world.open()
    shell.theirs.readable(0).pipe(shell.theirs.writable(1))
    bulk.ours.readable(1).resume()
    saturate(bulk.theirs)
    await world.clock.advance(10_000)
    const delays: number[] = []
    const before = world.serverLink.deliveredBytes
    const startMs = world.clock.now()
    for (let key = 0; key < 40; key += 1) {
      const sentAtMs = world.clock.now()
      shell.ours.readable(1).once('data', () => delays.push(world.clock.now() - sentAtMs))
      shell.ours.writable(0).write('k')
      await world.clock.advance(500)
    }
    t.equal(delays.length, 40)
    t.ok(Math.max(...delays) <= 350, `the slowest took ${Math.max(...delays)} ms`)
    const rate = (world.serverLink.deliveredBytes - before) / (world.clock.now() - startMs)
    t.ok(rate > 0.9 * 125, `the link is used at ${rate} of 125 bytes/ms`)
  },
)

t.test('a fast long link is filled, with about one bandwidth-delay product under way', async (t) => {
  const world = createWorld({ bytesPerMs: 20_000, delayMs: 50 })
  const bulk = await world.open()
  bulk.ours.readable(1).resume()
  saturate(bulk.theirs)
  await world.clock.advance(5000)
  const before = world.serverLink.deliveredBytes
  world.agentLink.mostQueuedBytes = 0
  await world.clock.advance(1000)
  const rate = (world.serverLink.deliveredBytes - before) / 1000
  t.ok(rate > 0.85 * 20_000, `${rate} of 20000 bytes/ms`)
  t.ok(world.agentLink.mostQueuedBytes < 2_000_000, `${world.agentLink.mostQueuedBytes} bytes wait at the bottleneck`)
})
