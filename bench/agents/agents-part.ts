import type { Figure } from '../harness/figure.ts'
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

async function measureAgents(context: PartContext): Promise<readonly Figure[]> {
  const agents = sized(context.scale, { tiny: 8, default: 1000, full: 4000 })
  context.progress(`${agents} bare connections`)
  const bare = await measureBareFleet(context, agents)
  const fleet = await Fleet.open(context, agents)
  const figures = await measureFleet(context, { fleet, agents, bare })
  context.progress('heartbeats, and one idle agent')
  const memory = await measureAgentMemory(context, { aranya: fleet.aranya, peer: bare.client })
  return [...figures, ...(await measureHeartbeats(context, fleet.aranya)), ...memory]
}

interface Measured {
  readonly fleet: Fleet
  readonly agents: number
  readonly bare: BareFleet
}

async function measureFleet({ progress }: PartContext, { fleet, agents, bare }: Measured): Promise<readonly Figure[]> {
  progress(`creating ${agents} devices`)
  const created = await fleet.create()
  progress(`enrolling ${agents} agents`)
  const enrolled = await fleet.join()
  const pid = fleet.aranya.process.pid ?? 0
  const before = await readCollectedMemory(pid)
  progress(`connecting ${agents} agents`)
  const connectSeconds = await fleet.connect()
  const after = await readCollectedMemory(pid)
  progress('restarting the server')
  const backSeconds = await fleet.restart()
  const bytesEach = (after.resident - before.resident) / agents
  const peer = 'bare grpc-js, mutual TLS'
  const value = (limit: number) => ({ of: 'value', limit }) as const
  return [
    { name: 'devices created', unit: '/s', better: 'more', ours: created, budget: value(1000) },
    { name: 'agents enrolled', unit: '/s', better: 'more', ours: enrolled, budget: value(200) },
    {
      name: `server’s memory for each of ${agents} agents`,
      unit: 'KB',
      better: 'less',
      ours: bytesEach / 1000,
      peer: { what: peer, value: bare.bytesEach / 1000, ratio: bytesEach / bare.bytesEach },
      budget: { of: 'ratio', limit: 1.25 },
    },
    {
      name: `${agents} agents connect at once`,
      unit: 's',
      better: 'less',
      ours: connectSeconds,
      peer: { what: peer, value: bare.seconds, ratio: connectSeconds / bare.seconds },
    },
    { name: `${agents} agents are back after a restart`, unit: 's', better: 'less', ours: backSeconds },
  ]
}
