import { eventually } from '../../test/support/processes.ts'
import { Helper } from '../harness/helper.ts'
import type { PartContext } from '../harness/part.ts'
import { collectOnSignal } from '../harness/preload.ts'
import { readCollectedMemory, readMemory } from '../harness/process-memory.ts'
import type { ProcessMemory } from '../harness/process-memory.ts'
import { makeTlsMaterial } from '../harness/tls-material.ts'
import type { BareClientOrder } from './bare-client.ts'
import { warmUpsFor } from './fleet.ts'

export interface BareFleet {
  /** Bytes of the server for each connection. */
  readonly bytesEach: number
  /** Until all were connected. */
  readonly seconds: number
  /** Of a process with one connection. */
  readonly client: ProcessMemory
}

/** The same number of connections and streams, by grpc-js with mutual TLS alone. */
export async function measureBareFleet({ workspace }: PartContext, connections: number): Promise<BareFleet> {
  const tls = await makeTlsMaterial(workspace.directory())
  const started = await Helper.start({ workspace, program: 'agents/bare-server', order: tls, preload: collectOnSignal })
  const server = started.helper
  const { port } = started.answer as { port: number }
  const warmUps = warmUpsFor(connections)
  const connect = (share: number): Promise<{ helper: Helper }> => {
    const order: BareClientOrder = { tls, port, connections: share }
    return Helper.start({ workspace, program: 'agents/bare-client', order })
  }
  const countIs = (count: number): Promise<boolean> =>
    eventually('all are connected', async () => (await server.ask('count')) === count, 180_000)
  const { helper } = await connect(1)
  const { helper: warmUp } = await connect(warmUps)
  await countIs(1 + warmUps)
  const before = await readCollectedMemory(server.pid)
  const client = readMemory(helper.pid)
  const from = performance.now()
  const shares = [Math.ceil(connections / 2), Math.floor(connections / 2)]
  const helpers = await Promise.all(shares.map(connect))
  await countIs(1 + warmUps + connections)
  const seconds = (performance.now() - from) / 1000
  const after = await readCollectedMemory(server.pid)
  await Promise.all([helper, warmUp, server, ...helpers.map((one) => one.helper)].map((one) => one.stop()))
  return { bytesEach: (after.anonymous - before.anonymous) / connections, seconds, client }
}
