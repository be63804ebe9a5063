import type { Channel, IncomingChannel } from '../../../../proto/mux/channel.ts'
import type { MuxLimits, MuxSettings } from '../../../../proto/mux/limits.ts'
import { MuxSession } from '../../../../proto/mux/session.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import type { MemoryTransport } from './memory-transport.ts'
import { createTransportPair } from './memory-transport.ts'

export interface SessionPair {
  readonly clock: FakeClock
  readonly agent: MuxSession
  readonly server: MuxSession
  readonly agentTransport: MemoryTransport
  readonly serverTransport: MemoryTransport
  /** What the agent was asked for; accepted by hand. */
  readonly asked: IncomingChannel[]
}

export interface SessionPairOptions {
  readonly limits?: Partial<MuxLimits>
  readonly settings?: MuxSettings
  /** For tests that move much data: acknowledgements wait for short timers. */
  readonly clock?: FakeClock
  readonly onOpen?: (incoming: IncomingChannel) => void
}

export const never = new AbortController().signal

/** Two sessions in one process, by a clock of their own. */
export function createSessionPair({
  limits = {},
  settings,
  clock = new FakeClock(),
  onOpen,
}: SessionPairOptions = {}): SessionPair {
  const transports = createTransportPair()
  const asked: IncomingChannel[] = []
  const common = { clock, limits, settings: settings ?? { heartbeatMs: 30_000, resumeMs: 0 } }
  const server = new MuxSession({ side: 'server', transport: transports.server, ...common })
  const agent = new MuxSession({
    side: 'agent',
    transport: transports.agent,
    ...common,
    onOpen: onOpen ?? ((incoming) => asked.push(incoming)),
  })
  return { clock, agent, server, agentTransport: transports.agent, serverTransport: transports.server, asked }
}

/** A channel that the server asked for and the agent accepted; both ends of it. */
export async function openChannel(pair: SessionPair): Promise<{ readonly ours: Channel; readonly theirs: Channel }> {
  const before = pair.asked.length
  const opened = pair.server.open(Uint8Array.of(1, 2, 3), never)
  await pair.clock.advance(0)
  const incoming = pair.asked[before]
  if (incoming === undefined) throw new Error('the open did not arrive')
  const theirs = incoming.accept()
  await pair.clock.advance(0)
  return { ours: await opened, theirs }
}

export async function readAll(readable: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of readable) chunks.push(chunk)
  return Buffer.concat(chunks)
}
