import { createInterface } from 'node:readline'
import type { Figure } from '../harness/rounds.ts'
import { Helper } from '../harness/helper.ts'
import { Skipped, sized } from '../harness/part.ts'
import type { Part, PartContext } from '../harness/part.ts'
import { compete } from '../harness/rounds.ts'
import { makeTlsMaterial } from '../harness/tls-material.ts'
import { measureConnect, measureConnects, measureDownload, measureRoundTrips } from './forward-client.ts'
import { startForwardTarget } from './forward-target.ts'
import { start } from './kubectl-run.ts'
import type { RelayOrder } from './tls-relay.ts'
import { createStreamWorld, device } from './world.ts'

/** TCP through kubectl, server and agent. */
export const portForwardPart: Part = {
  name: 'portforward',
  summary: 'kubectl port-forward, against a bare relay through two processes and TLS',
  run: measurePortForward,
}

const basis = 'kubelet + containerd'
const peer = 'bare TLS relay'

async function* measurePortForward(context: PartContext): AsyncGenerator<Figure> {
  const { scale, progress } = context
  const { ours, theirs } = await openWays(context)
  const bytes = sized(scale, { tiny: 1, default: 300, full: 1000 }) * 1e6
  const connects = sized(scale, { tiny: 1, default: 30, full: 100 })
  const echoes = sized(scale, { tiny: 10, default: 500, full: 3000 })
  const compare = (name: string, limit: number, measure: (port: number) => Promise<number>): Promise<Figure> => {
    progress(name)
    return compete(
      { name, unit: 'ms', better: 'less', peer, budget: { of: 'value', limit, basis } },
      {
        rounds: sized(scale, { tiny: 1, default: 7, full: 15 }),
        ours: () => measure(ours),
        peer: () => measure(theirs),
      },
    )
  }
  yield await compare('connect, to the first byte', 1.8, (port) => measureConnects(port, connects))
  yield await compare('round trip of 64 bytes', 0.45, (port) => measureRoundTrips(port, echoes))
  progress(`${bytes / 1e6} MB`)
  yield await compete(
    {
      name: `${bytes / 1e6} MB from the device`,
      unit: 'MB/s',
      better: 'more',
      peer,
      budget: { of: 'value', limit: 195, basis: `1.5x ${basis}` },
    },
    {
      rounds: sized(scale, { tiny: 1, default: 5, full: 9 }),
      ours: () => measureDownload(ours, bytes),
      peer: () => measureDownload(theirs, bytes),
    },
  )
}

/** Ports of this machine that lead to the target. */
async function openWays(context: PartContext): Promise<{ readonly ours: number; readonly theirs: number }> {
  const { workspace } = context
  const target = await startForwardTarget(workspace)
  const world = await createStreamWorld(context)
  const kubectl = start(world.ours, ['port-forward', `pod/${device}`, `:${target}`], 'pipe')
  workspace.teardown(() => kubectl.kill('SIGKILL'))
  kubectl.stderr?.resume()
  const ours = await forwardedPort(kubectl.stdout)
  await measureConnect(ours).catch((error: unknown) => {
    throw new Skipped(`the server does not serve port-forwards: ${String(error)}`)
  })
  const tls = await makeTlsMaterial(workspace.directory())
  const relay = async (half: RelayOrder['half'], port: number): Promise<number> => {
    const { answer } = await Helper.start({ workspace, program: 'streams/tls-relay', order: { half, tls, port } })
    return (answer as { port: number }).port
  }
  return { ours, theirs: await relay('near', await relay('far', target)) }
}

async function forwardedPort(output: NodeJS.ReadableStream | null): Promise<number> {
  if (output !== null) {
    for await (const line of createInterface({ input: output })) {
      const port = /^Forwarding from 127\.0\.0\.1:(\d+)/.exec(line)?.[1]
      if (port !== undefined) return Number(port)
    }
  }
  throw new Skipped('kubectl port-forward ended at once')
}
