import { spawn } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import type { ChildProcess, SpawnOptions } from 'node:child_process'
import { createInterface } from 'node:readline'

/** What a finished command left. `code` is 128 + the signal's number where a signal ended it. */
export interface Finished {
  readonly code: number
  readonly stdout: Buffer
  readonly stderr: string
}

/** Runs a command to its end, and kills it at the deadline. Never rejects for an exit code. */
export async function run(
  command: readonly string[],
  options: SpawnOptions & { readonly input?: Uint8Array | string; readonly timeoutMs?: number } = {},
): Promise<Finished> {
  const { input, timeoutMs = 60_000, ...rest } = options
  const [file = '', ...args] = command
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'], ...rest })
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
  child.stdin?.on('error', () => {})
  child.stdin?.end(input)
  const [stdout, stderr, code] = await Promise.all([collect(child.stdout), collect(child.stderr), exitCode(child)])
  clearTimeout(timer)
  return { code, stdout, stderr: stderr.toString() }
}

async function collect(stream: NodeJS.ReadableStream | null): Promise<Buffer> {
  const chunks: Buffer[] = []
  if (stream) for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

/** Resolves with the exit code, 128 + the signal's number where there is none. */
export function exitCode(child: ChildProcess): Promise<number> {
  const numbers: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }
  const result = (): number => child.exitCode ?? 128 + (numbers[child.signalCode ?? ''] ?? 0)
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(result())
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', () => resolve(result()))
  })
}

/** Resolves with the first line of `stream` for which `find` returns something, with what it returned. */
export async function lineOf<T>(
  child: ChildProcess,
  find: (line: string) => T | undefined,
  timeoutMs = 30_000,
): Promise<T> {
  const seen: string[] = []
  const stream = child.stderr
  if (!stream) throw new Error('the process has no stderr')
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: stream })
    const fail = (why: string): void => reject(new Error(`${why}; it said:\n${seen.join('\n')}`))
    const timer = setTimeout(() => fail('the line did not come in time'), timeoutMs)
    lines.on('line', (line) => {
      seen.push(line)
      if (seen.length > 200) seen.shift()
      const found = find(line)
      if (found === undefined) return
      clearTimeout(timer)
      resolve(found)
    })
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      fail(`the process ended (${code ?? signal})`)
    })
  })
}

/** Asks again, at growing intervals, until `ask` returns something, or the deadline passes. */
export async function eventually<T>(
  what: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  timeoutMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs
  for (let pauseMs = 5; ; pauseMs = Math.min(50, pauseMs * 2)) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}

/** The value once it is above zero and has stayed the same for 100 ms: there is no event for what does not happen. */
export function settled(what: string, measure: () => number | Promise<number>): Promise<number> {
  let [last, sinceMs] = [0, Date.now()]
  return eventually(`${what} settles`, async () => {
    const value = await measure()
    if (value !== last) [last, sinceMs] = [value, Date.now()]
    return value > 0 && Date.now() - sinceMs >= 100 && value
  })
}

/** Processes whose command line contains `marker`, other than kubectl's own. */
export function processesWith(marker: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
      return words.some((word) => word.includes(marker)) && !words[0]?.includes('kubectl')
    } catch {
      return false
    }
  })
}
