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

// Far slower than any disk that a server should run on.
const minBytesPerMs = 5_000
const minDeadlineMs = 20_000

/**
 * Lets a child process open and verify the store in `dir` before this one does: LMDB maps its file into memory, so that a
 * truncated one ends the process that reads it with SIGBUS. Returns undefined for a store without content.
 * Throws StorageError `damaged` or `unavailable`.
 */
export async function probeStore(dir: string, signal?: AbortSignal): Promise<StoreState | undefined> {
  const { size } = await stat(join(dir, dataFile))
  const deadline = AbortSignal.timeout(minDeadlineMs + size / minBytesPerMs)
  const child = startProbe(dir, signal ? AbortSignal.any([deadline, signal]) : deadline)
  const result = await resultOf(child)
  if (result.error) throw new StorageError(result.error.code, result.error.message)
  return result.state
}

function startProbe(dir: string, signal: AbortSignal): ChildProcess {
  // The sources run under a loader, which execArgv names; what is built does not.
  const script = fileURLToPath(
    new URL(import.meta.url.endsWith('.ts') ? 'probe-main.ts' : 'probe-main.js', import.meta.url),
  )
  const execArgv = process.execArgv.filter((argument) => !argument.startsWith('--inspect'))
  const stdio = ['ignore', 'ignore', 'pipe', 'ipc'] as const
  return fork(script, [dir], { execArgv, stdio: [...stdio], signal, killSignal: 'SIGKILL', serialization: 'advanced' })
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
          new StorageError('damaged', `reading it ended with ${killedBy ?? `exit code ${code}`}. ${stderr.trim()}`),
        )
    })
  })
}

function toStorageError(error: Error): StorageError {
  if (error.name === 'AbortError') return new StorageError('unavailable', 'reading it took too long', { cause: error })
  return new StorageError('unavailable', `the check of the store did not start: ${error.message}`, { cause: error })
}
