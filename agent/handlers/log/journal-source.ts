import { setTimeout } from 'node:timers/promises'
import type { Readable, Writable } from 'node:stream'
import { MuxError } from '../../../proto/mux/errors.ts'
import type { HostedCommand, ProcessHost } from '../../host/process-host.ts'
import { prepareCommand } from '../../profile/prepare-command.ts'
import { LineFormat } from './line-format.ts'
import { needsTimes } from './log-source.ts'
import type { LogOptions, LogSource } from './log-source.ts'
import { LogSink } from './log-sink.ts'

export interface JournalSourceOptions {
  readonly unit: string
  readonly title: string
  readonly options: LogOptions
  readonly host: ProcessHost
  /** The agent's own environment. */
  readonly env: NodeJS.ProcessEnv
}

const checkTimeoutMs = 10_000
const maxErrorBytes = 4096
/** What journalctl takes for a pattern is no name of a unit. */
const unitName = /^(-\.(mount|slice)|[A-Za-z0-9:_.\\@][A-Za-z0-9:_.\\@-]*)$/

/** The log of a systemd unit, as journalctl shows it: each line begins with its time. `previous` is the boot before. */
export function createJournalSource(source: JournalSourceOptions): LogSource {
  if (!unitName.test(source.unit))
    throw new MuxError('invalid', `${JSON.stringify(source.unit)} is not the name of a systemd unit`)
  return {
    check: (signal) => check(source, signal),
    write: (sink, signal) => write(source, sink, signal),
  }
}

/** Asks for one line: journalctl then tells what is wrong with all of them. */
async function check(source: JournalSourceOptions, signal: AbortSignal): Promise<void> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(checkTimeoutMs)])
  const running = await startJournalctl(source, ['--lines=1'])
  try {
    running.stdout?.resume()
    const complaint = collect(running.stderr)
    const { code } = await orAborted(running.exited, limit)
    // What it wrote is there once it is gone.
    await setTimeout(0)
    checkComplaint(source, code, complaint())
  } catch (error) {
    if (error instanceof MuxError || signal.aborted) throw error
    throw new MuxError('timeout', `journalctl did not answer within ${checkTimeoutMs / 1000} s`, { cause: error })
  } finally {
    await end(running)
  }
}

function checkComplaint({ title, options, unit }: JournalSourceOptions, code: number, complaint: string): void {
  if (/insufficient permissions|not seeing messages from other users/i.test(complaint))
    throw new MuxError('forbidden', `the agent's user may not read the journal of unit ${unit}`)
  if (/no journal files were found/i.test(complaint))
    throw new MuxError('not-found', `there is no journal to read unit ${unit} from`)
  if (code === 0) return
  if (options.previous) throw new MuxError('invalid', `previous terminated ${title} not found: ${complaint}`)
  throw new MuxError('internal', `journalctl failed with exit code ${code}: ${complaint}`)
}

async function write(source: JournalSourceOptions, output: Writable, signal: AbortSignal): Promise<void> {
  const { options } = source
  const { timestamps, sinceMs, tailLines, follow } = options
  const format = needsTimes(options) ? new LineFormat({ timestamps, sinceMs, lastTime: undefined }) : undefined
  const sink = new LogSink({ sink: output, format, signal, ...options })
  if (tailLines === 0 && !follow) return
  const running = await startJournalctl(source, toArguments(options))
  try {
    const complaint = collect(running.stderr)
    if (await copy(running.stdout, sink, signal)) return
    const { code } = await orAborted(running.exited, signal)
    if (code !== 0 || follow)
      throw new MuxError('unavailable', `journalctl ended with exit code ${code}: ${complaint() || 'it said nothing'}`)
    await sink.flush()
  } finally {
    await end(running)
  }
}

function toArguments({ follow, sinceMs, tailLines }: LogOptions): string[] {
  // With both of them journalctl would show the first so many since then. The lines themselves tell their times.
  const since = tailLines === undefined ? sinceMs : undefined
  return [
    '--quiet',
    `--lines=${tailLines ?? 'all'}`,
    ...(follow ? ['--follow'] : []),
    // Whole seconds, as all versions take them; the lines tell the rest.
    ...(since === undefined ? [] : [`--since=@${Math.max(0, Math.floor(since / 1000))}`]),
  ]
}

async function startJournalctl(
  { unit, options, host, env }: JournalSourceOptions,
  more: readonly string[],
): Promise<HostedCommand> {
  const marker = host.newMarker()
  const boot = options.previous ? ['--boot=-1'] : []
  const common = ['--no-pager', '--all', '--utc', '--output=short-iso-precise', `--unit=${unit}`]
  const argv = ['journalctl', ...common, ...boot, ...more]
  try {
    const command = prepareCommand({ argv, profile: undefined, tty: false, marker, ownEnv: env })
    const inEnglish = { ...command, env: { ...command.env, LC_ALL: 'C' } }
    const streams = { stdin: false, stdout: true, stderr: true }
    return await host.start(inEnglish, { kind: 'pipes', streams }, marker)
  } catch (error) {
    if (!(error instanceof MuxError) || error.code !== 'not-found') throw error
    throw new MuxError('unsupported', `there is no journalctl on it, to read the journal of unit ${unit} with`, {
      cause: error,
    })
  }
}

/** Whether the client has all that it asked for; false when the output is over before. */
async function copy(stdout: Readable | undefined, sink: LogSink, signal: AbortSignal): Promise<boolean> {
  if (!stdout) return false
  const stop = (): void => void stdout.destroy()
  signal.addEventListener('abort', stop, { once: true })
  try {
    for await (const chunk of stdout) {
      await sink.write(chunk as Buffer)
      if (sink.full) return true
    }
    return false
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** The beginning of what a process complains about; the rest is thrown away. */
function collect(stderr: Readable | undefined): () => string {
  let text = ''
  stderr?.on('data', (chunk: Buffer) => {
    if (text.length < maxErrorBytes) text += chunk.toString()
  })
  stderr?.on('error', () => {})
  return () => text.trim().slice(0, maxErrorBytes)
}

function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error)
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}

async function end(running: HostedCommand): Promise<void> {
  await running.end()
  running.stdout?.destroy()
  running.stderr?.destroy()
}
