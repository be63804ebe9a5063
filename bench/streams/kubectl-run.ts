import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** How kubectl reaches one of the servers. */
export interface Kubectl {
  readonly path: string
  readonly kubeconfig: string
  /** Where it keeps what it discovered. */
  readonly home: string
}

/** Milliseconds from the start of the process. */
export interface KubectlTimes {
  readonly firstByteMs: number
  readonly wholeMs: number
}

/** Runs a short command and takes its times. Rejects unless it succeeds and prints something. */
export async function timeKubectl(kubectl: Kubectl, args: readonly string[]): Promise<KubectlTimes> {
  const from = performance.now()
  const child = start(kubectl, args, 'pipe')
  let firstByteMs: number | undefined
  child.stdout?.on('data', () => (firstByteMs ??= performance.now() - from))
  await succeed(child, args)
  if (firstByteMs === undefined) throw new Error(`kubectl ${args.join(' ')} printed nothing`)
  return { firstByteMs, wholeMs: performance.now() - from }
}

/** Runs a command that prints `bytes` to /dev/null, for reading them here would cost as much as sending. Whole command. */
export async function kubectlMegabytesPerSecond(
  kubectl: Kubectl,
  args: readonly string[],
  bytes: number,
): Promise<number> {
  const from = performance.now()
  await succeed(start(kubectl, args, 'ignore'), args)
  return bytes / 1000 / (performance.now() - from)
}

/** Starts a command; its owner ends it. */
export function start(
  { path, kubeconfig, home }: Kubectl,
  args: readonly string[],
  stdout: 'pipe' | 'ignore',
): ChildProcess {
  const env = { ...process.env, KUBECONFIG: kubeconfig, HOME: home, NODE_OPTIONS: '' }
  return spawn(path, args, { env, stdio: ['ignore', stdout, 'pipe'] })
}

async function succeed(child: ChildProcess, args: readonly string[]): Promise<void> {
  let stderr = ''
  child.stderr?.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-1000)))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')} ended with ${code}: ${stderr}`)
}
