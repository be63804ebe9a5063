import { fork, type ChildProcess } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { StorageError, type StorageCode } from '../errors.ts'
import { dataFile } from './environment.ts'
import type { StoreState } from './record-codec.ts'

/** What the child found: a store, nothing yet (neither field), or damage. */
export interface ProbeResult {
  readonly state?: StoreState
  readonly error?: { readonly code: StorageCode; readonly message: string }
}

export interface ProbeOptions {
  /** The program of the child. Default: `probe-main` beside this file. */
  readonly script?: string | undefined
  /** Options of Node.js for it. Default: those of this process, for the loader of its sources. */
  readonly execArgv?: readonly string[] | undefined
  /** Default: 20 seconds, and more for a large file. */
  readonly deadlineMs?: number | undefined
}

// Far slower than any disk that a server should run on.
const minBytesPerMs = 5_000
const minDeadlineMs = 20_000

/**
 * Lets a child process open and verify the store in `dir` before this one does: LMDB maps its file into memory, so that a
 * truncated one ends the process that reads it with SIGBUS. Returns undefined for a store without content.
 * Throws StorageError `damaged` or `unavailable`.
 */
export async function probeStore(dir: string, options: ProbeOptions = {}): Promise<StoreState | undefined> {
  const { size } = await stat(join(dir, dataFile))
  const signal = AbortSignal.timeout(options.deadlineMs ?? Math.ceil(minDeadlineMs + size / minBytesPerMs))
  const child = startProbe(dir, options, signal)
  const result = await resultOf(child)
  if (result.error) throw new StorageError(result.error.code, result.error.message)
  return result.state
}

/** `probe-main` beside this file, which is TypeScript when the sources run under a loader. */
function ownScript(): string {
  const name = import.meta.url.endsWith('.ts') ? 'probe-main.ts' : 'probe-main.js'
  return fileURLToPath(new URL(name, import.meta.url))
}

/** A debugger's port cannot be shared. */
function inheritedOptions(): string[] {
  return process.execArgv.filter((argument) => !argument.startsWith('--inspect'))
}

function startProbe(dir: string, options: ProbeOptions, signal: AbortSignal): ChildProcess {
  const { script = ownScript(), execArgv = inheritedOptions() } = options
  return fork(script, [dir], {
    execArgv: [...execArgv],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    signal,
    killSignal: 'SIGKILL',
  })
}

function resultOf(child: ChildProcess): Promise<ProbeResult> {
  return new Promise((resolve, reject) => {
    let stderr = ''
    let result: ProbeResult | undefined
    child.stderr?.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-2000)))
    child.on('message', (message) => (result = message as ProbeResult))
    child.on('error', (error) => reject(toStorageError(error)))
    child.on('close', (code, killedBy) => {
      if (result) resolve(result)
      else
        reject(
          new StorageError(
            'damaged',
            `reading it ended with ${[killedBy ?? `exit code ${code}`, stderr.trim()].filter(Boolean).join(': ')}`,
          ),
        )
    })
  })
}

function toStorageError(error: Error): StorageError {
  if (error.name === 'AbortError') return new StorageError('unavailable', 'reading it took too long', { cause: error })
  return new StorageError('unavailable', `the check of the store did not start: ${error.message}`, { cause: error })
}
