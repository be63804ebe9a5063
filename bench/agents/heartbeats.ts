import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { issueToken, phase, startDevice } from '../../test/support/aranya.ts'
import type { Aranya } from '../../test/support/aranya.ts'
import type { Figure } from '../harness/rounds.ts'
import { Helper } from '../harness/helper.ts'
import { devicesPath, toDevice } from '../harness/manifests.ts'
import { sized } from '../harness/part.ts'
import type { PartContext } from '../harness/part.ts'
import { readMemory } from '../harness/process-memory.ts'
import type { ProcessMemory } from '../harness/process-memory.ts'
import type { Workspace } from '../harness/workspace.ts'
import { joinParameters } from './fleet.ts'
import type { SwarmOrder } from './swarm.ts'

/** The shortest that there is, so that there are many to count. */
const heartbeatSeconds = 1
const settleMs = 3000

/** What an idle device costs the link: bytes of TCP's payload for each heartbeat. */
export async function measureHeartbeats(context: PartContext, aranya: Aranya): Promise<readonly Figure[]> {
  const { workspace, scale } = context
  const proxy = await startCountingProxy(workspace, aranya.agentPort)
  const name = 'heartbeats'
  const directory = workspace.directory()
  const keyFile = join(directory, 'device.key')
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  const device = toDevice(name, { connectivity: { heartbeatSeconds } })
  await aranya.kubectlWith({ input: device }, 'create', '--raw', devicesPath, '-f', '-')
  const parameters = joinParameters((await issueToken(aranya, name)).command)
  const server = `127.0.0.1:${proxy.port}`
  const order: SwarmOrder = { keyFile, devices: [{ ...parameters, server, stateDir: join(directory, name) }] }
  const { helper } = await Helper.start({ workspace, program: 'agents/swarm', order })
  await helper.ask('join')
  await helper.ask('start')
  await phase(aranya, name, 'Online')
  await setTimeout(settleMs)
  const beats = sized(scale, { tiny: 2, default: 15, full: 60 })
  const before = proxy.counts()
  await setTimeout(beats * heartbeatSeconds * 1000)
  const after = proxy.counts()
  await helper.stop()
  const figure = (direction: 'up' | 'down', name: string): Figure => ({
    name,
    unit: 'bytes',
    better: 'less',
    ours: (after[direction] - before[direction]) / beats,
    budget: { of: 'value', limit: 200 },
  })
  return [figure('up', 'heartbeat to the server, above TCP'), figure('down', 'heartbeat from the server, above TCP')]
}

const idleMs = 10_000

/** A real `arhat run` with nothing to do, against a bare process with one connection. */
export async function measureAgentMemory(
  { workspace, scale }: PartContext,
  { aranya, peer }: { readonly aranya: Aranya; readonly peer: ProcessMemory },
): Promise<readonly Figure[]> {
  const arhat = await startDevice(workspace, aranya, 'idle')
  await setTimeout(sized(scale, { tiny: 100, default: idleMs, full: idleMs }))
  const memory = readMemory(arhat.process.pid ?? 0)
  await arhat.stop()
  const mib = 1024 * 1024
  const figure = (name: string, kind: keyof ProcessMemory, limit: number): Figure => ({
    name: `one idle arhat, ${name}`,
    unit: 'MiB',
    better: 'less',
    ours: memory[kind] / mib,
    peer: { what: 'bare grpc-js stream', value: peer[kind] / mib, ratio: memory[kind] / peer[kind] },
    budget: { of: 'value', limit },
  })
  return [figure('resident', 'resident', 64), figure('private', 'private', 24)]
}

/** Bytes that TCP carried, without its own headers. */
interface Counts {
  readonly up: number
  readonly down: number
}

interface CountingProxy {
  readonly port: number
  readonly counts: () => Counts
}

/** Passes connections on to `port` of this machine and counts. Goes with the workspace. */
async function startCountingProxy(workspace: Workspace, port: number): Promise<CountingProxy> {
  const counts = { up: 0, down: 0 }
  const server = createServer((inner) => {
    const outer = connect({ host: '127.0.0.1', port })
    inner.on('data', (chunk) => (counts.up += chunk.length))
    outer.on('data', (chunk) => (counts.down += chunk.length))
    inner.on('error', () => outer.destroy()).pipe(outer)
    outer.on('error', () => inner.destroy()).pipe(inner)
    workspace.teardown(() => inner.destroy())
  })
  workspace.teardown(() => server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return { port: (server.address() as AddressInfo).port, counts: () => ({ ...counts }) }
}
