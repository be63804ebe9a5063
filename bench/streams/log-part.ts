import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { succeed } from '../../test/support/aranya.ts'
import type { Figure } from '../harness/rounds.ts'
import { podsPath, toLogPod } from '../harness/manifests.ts'
import { Skipped, sized } from '../harness/part.ts'
import type { Part, PartContext } from '../harness/part.ts'
import { alternate, compete, judge } from '../harness/rounds.ts'
import { kubectlMegabytesPerSecond, timeKubectl } from './kubectl-run.ts'
import type { Kubectl, KubectlTimes } from './kubectl-run.ts'
import { createStreamWorld, device } from './world.ts'
import type { StreamWorld } from './world.ts'

/** A file of the device, by real kubectl. */
export const logPart: Part = {
  name: 'log',
  summary: 'kubectl logs of a large file, against a bare HTTPS server that sends it',
  run: measureLog,
}

const peer = 'bare https server'
const pod = 'logs'
const line = `${'2026-11-21T10:00:00.000000Z a line as programs write them, with a number and some text '.padEnd(119, 'x')}\n`

async function* measureLog(context: PartContext): AsyncGenerator<Figure> {
  const bytes = sized(context.scale, { tiny: 1, default: 200, full: 1000 }) * 1e6
  const directory = context.workspace.directory()
  const files = { large: join(directory, 'large.log'), small: join(directory, 'small.log') }
  await writeLines(files.large, bytes)
  await writeLines(files.small, line.length)
  const world = await createStreamWorld(context, files)
  await createPod(world, files)
  yield* await measureStart(world, context)
  yield await measureThroughput(world, { ...context, bytes })
}

async function writeLines(path: string, bytes: number): Promise<void> {
  const file = createWriteStream(path)
  const block = line.repeat(Math.min(4096, Math.ceil(bytes / line.length)))
  for (let written = 0; written < bytes; written += block.length) if (!file.write(block)) await once(file, 'drain')
  file.end()
  await once(file, 'close')
}

async function createPod({ aranya }: StreamWorld, files: Readonly<Record<string, string>>): Promise<void> {
  const input = toLogPod(pod, device, files)
  await succeed(aranya.kubectlWith({ input }, 'create', '--raw', podsPath, '-f', '-'))
  const { code, stderr } = await aranya.kubectl('logs', pod, '-c', 'small')
  if (code !== 0) throw new Skipped(`the server does not serve logs: ${stderr.trim()}`)
}

const args = (name: 'large' | 'small'): readonly string[] => ['logs', pod, '-c', name]

async function measureStart({ ours, peer: theirs }: StreamWorld, { scale, progress }: PartContext): Promise<Figure[]> {
  progress('logs of one line')
  const logs = (kubectl: Kubectl) => () => timeKubectl(kubectl, args('small'))
  const rounds = sized(scale, { tiny: 1, default: 15, full: 41 })
  const times = await alternate<KubectlTimes>({ rounds, ours: logs(ours), peer: logs(theirs) })
  const pick = (what: keyof KubectlTimes) => ({
    ours: times.ours.map((time) => time[what]),
    peer: times.peer.map((time) => time[what]),
  })
  const common = { unit: 'ms', better: 'less', peer } as const
  return [
    judge({ ...common, name: 'kubectl logs of one line, whole command' }, pick('wholeMs')),
    judge({ ...common, name: 'kubectl logs of one line, first byte' }, pick('firstByteMs')),
  ]
}

async function measureThroughput(
  { ours, peer: theirs }: StreamWorld,
  { scale, progress, bytes }: PartContext & { readonly bytes: number },
): Promise<Figure> {
  progress(`logs of ${bytes / 1e6} MB`)
  const judgement = { name: `kubectl logs, ${bytes / 1e6} MB`, unit: 'MB/s', better: 'more', peer } as const
  return compete(judgement, {
    rounds: sized(scale, { tiny: 1, default: 3, full: 7 }),
    ours: () => kubectlMegabytesPerSecond(ours, args('large'), bytes),
    peer: () => kubectlMegabytesPerSecond(theirs, args('large'), bytes),
  })
}
