import type { Figure } from '../harness/rounds.ts'
import { sized } from '../harness/part.ts'
import type { Part, PartContext } from '../harness/part.ts'
import { readCollectedMemory } from '../harness/process-memory.ts'
import { measureBareFleet } from './bare-fleet.ts'
import type { BareFleet } from './bare-fleet.ts'
import { Fleet } from './fleet.ts'
import { measureAgentMemory, measureHeartbeats } from './heartbeats.ts'

/** Many connected agents; one idle one. */
export const agentsPart: Part = {
  name: 'agents',
  summary: 'connected agents: memory, coming back, heartbeats, registration, against bare grpc-js with mutual TLS',
  run: measureAgents,
}

async function* measureAgents(context: PartContext): AsyncGenerator<Figure> {
  const { progress } = context
  const agents = sized(context.scale, { tiny: 8, default: 1000, full: 4000 })
  progress(`${agents} bare connections`)
  const bare = await measureBareFleet(context, agents)
  const fleet = await Fleet.open(context, agents)
  const perSecond = { unit: '/s', better: 'more' } as const
  progress(`creating ${agents} devices`)
  yield { name: 'devices created', ...perSecond, ours: await fleet.create(), budget: { of: 'value', limit: 1000 } }
  progress(`enrolling ${agents} agents`)
  yield { name: 'agents enrolled', ...perSecond, ours: await fleet.join(), budget: { of: 'value', limit: 200 } }
  yield* measureConnected(context, { fleet, agents, bare })
  progress('heartbeats')
  yield* await measureHeartbeats(context, fleet.aranya)
  progress('one idle agent')
  yield* await measureAgentMemory(context, { aranya: fleet.aranya, peer: bare.client })
}

interface Measured {
  readonly fleet: Fleet
  readonly agents: number
  readonly bare: BareFleet
}

async function* measureConnected({ progress }: PartContext, measured: Measured): AsyncGenerator<Figure> {
  const { fleet, agents, bare } = measured
  const peer = 'bare grpc-js, mutual TLS'
  const less = { better: 'less' } as const
  // What enrolling left behind would be room for connections: a fresh process has none.
  await fleet.restart()
  await fleet.warmUp()
  const before = await readCollectedMemory(fleet.pid)
  progress(`connecting ${agents} agents`)
  const seconds = await fleet.connect()
  const after = await readCollectedMemory(fleet.pid)
  const bytesEach = (after.anonymous - before.anonymous) / agents
  yield {
    name: `server’s memory for each of ${agents} agents`,
    unit: 'KB',
    ...less,
    ours: bytesEach / 1000,
    peer: { what: peer, value: bare.bytesEach / 1000, ratio: bytesEach / bare.bytesEach },
    budget: { of: 'ratio', limit: 1.25 },
  }
  const ratio = seconds / bare.seconds
  yield {
    name: `${agents} agents connect at once`,
    unit: 's',
    ...less,
    ours: seconds,
    peer: { what: peer, value: bare.seconds, ratio },
  }
  progress('restarting the server')
  yield { name: `${agents} agents are back after a restart`, unit: 's', ...less, ours: await fleet.comeBack() }
}
