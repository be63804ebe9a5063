import type { Figure } from '../harness/rounds.ts'
import { sized } from '../harness/part.ts'
import type { Part, PartContext } from '../harness/part.ts'
import { alternate, compete, judge } from '../harness/rounds.ts'
import { measureKeystrokes } from './keystrokes.ts'
import { kubectlMegabytesPerSecond, timeKubectl } from './kubectl-run.ts'
import type { Kubectl, KubectlTimes } from './kubectl-run.ts'
import { createStreamWorld, device } from './world.ts'
import type { StreamWorld } from './world.ts'

/** A command by real kubectl, and keys beside it. */
export const execPart: Part = {
  name: 'exec',
  summary: 'kubectl exec, against a bare WebSocket server that runs the command itself; keystrokes beside bulk',
  run: measureExec,
}

const peer = 'bare ws server'

async function* measureExec(context: PartContext): AsyncGenerator<Figure> {
  const world = await createStreamWorld(context)
  yield* await measureStart(world, context)
  yield await measureThroughput(world, context)
  yield* await measureKeystrokes(world, context)
}

async function measureStart({ ours, peer: theirs }: StreamWorld, { scale, progress }: PartContext): Promise<Figure[]> {
  progress('exec echo hi')
  const rounds = sized(scale, { tiny: 1, default: 15, full: 41 })
  const exec = (kubectl: Kubectl) => () => timeKubectl(kubectl, ['exec', device, '--', 'echo', 'hi'])
  const times = await alternate<KubectlTimes>({ rounds, ours: exec(ours), peer: exec(theirs) })
  const pick = (what: keyof KubectlTimes) => ({
    ours: times.ours.map((time) => time[what]),
    peer: times.peer.map((time) => time[what]),
  })
  const raw = (kubectl: Kubectl) => async () => (await timeKubectl(kubectl, ['get', '--raw', '/version'])).wholeMs
  const common = { unit: 'ms', better: 'less', peer } as const
  const budget = { of: 'value', limit: 80, basis: 'kubelet + containerd' } as const
  return [
    judge({ ...common, name: 'kubectl exec echo hi, whole command', budget }, pick('wholeMs')),
    judge({ ...common, name: 'kubectl exec echo hi, first byte' }, pick('firstByteMs')),
    await compete(
      { ...common, name: 'kubectl get --raw /version, whole command' },
      { rounds, ours: raw(ours), peer: raw(theirs) },
    ),
  ]
}

async function measureThroughput(
  { ours, peer: theirs }: StreamWorld,
  { scale, progress }: PartContext,
): Promise<Figure> {
  const bytes = sized(scale, { tiny: 1, default: 300, full: 1000 }) * 1e6
  progress(`exec output of ${bytes / 1e6} MB`)
  const args = ['exec', device, '--', 'head', '-c', String(bytes), '/dev/zero']
  return compete(
    {
      name: `kubectl exec, ${bytes / 1e6} MB of output`,
      unit: 'MB/s',
      better: 'more',
      peer,
      budget: { of: 'value', limit: 154, basis: '2x kubelet + containerd' },
    },
    {
      rounds: sized(scale, { tiny: 1, default: 5, full: 9 }),
      ours: () => kubectlMegabytesPerSecond(ours, args, bytes),
      peer: () => kubectlMegabytesPerSecond(theirs, args, bytes),
    },
  )
}
