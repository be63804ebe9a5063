import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { StorageError } from '../errors.ts'
import type { StorageCode } from '../errors.ts'
import { dataFile } from './environment.ts'

/** What every program of a task sends to its parent, with its own fields. */
export interface TaskResult {
  readonly error?: { readonly code: StorageCode; readonly message: string }
}

export interface TaskOptions {
  /** The program of the child. Default: the task's own, beside this file. */
  readonly script?: string | undefined
  /** Options of Node.js for it. Default: those of this process, for the loader of its sources. */
  readonly execArgv?: readonly string[] | undefined
  /** Default: by the size of the file. */
  readonly deadlineMs?: number | undefined
  /** Ends the child; the call then throws `unavailable`. */
  readonly signal?: AbortSignal | undefined
}

export interface Task {
  /** The name of its program, without the ending. */
  readonly program: string
  readonly args: readonly string[]
  readonly deadlineMs: number
  /** What it does with the store, for messages: "reading it". */
  readonly doing: string
}

/**
 * Runs `task` on a store in a child process: LMDB maps its file into memory, so that a truncated one ends the process that
 * reads it with SIGBUS. Throws the StorageError that the child sent, `damaged` when it died, `unavailable` when it could not run.
 */
export async function runTask<R extends TaskResult>(task: Task, options: TaskOptions): Promise<R> {
  const { program, args, doing } = task
  const { script = ownProgram(program), execArgv = inheritedOptions(), deadlineMs = task.deadlineMs } = options
  const signals = [AbortSignal.timeout(deadlineMs), ...(options.signal ? [options.signal] : [])]
  const child = fork(script, args, {
    execArgv: [...execArgv],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    signal: AbortSignal.any(signals),
    killSignal: 'SIGKILL',
  })
  const result = await resultOf<R>(child, doing)
  if (result.error) throw new StorageError(result.error.code, result.error.message)
  return result
}

/** Milliseconds that a task may take on the store in `dir`. */
export async function deadlineFor(
  dir: string,
  { minMs, bytesPerMs }: { minMs: number; bytesPerMs: number },
): Promise<number> {
  const { size } = await stat(join(dir, dataFile))
  return Math.ceil(minMs + size / bytesPerMs)
}

/** The program beside this file, which is TypeScript when the sources run under a loader. */
function ownProgram(name: string): string {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  return fileURLToPath(new URL(`${name}.${ending}`, import.meta.url))
}

/** A debugger's port cannot be shared. */
function inheritedOptions(): string[] {
  return process.execArgv.filter((argument) => !argument.startsWith('--inspect'))
}

function resultOf<R extends TaskResult>(child: ChildProcess, doing: string): Promise<R> {
  return new Promise((resolve, reject) => {
    let stderr = ''
    let result: R | undefined
    child.stderr?.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-2000)))
    child.on('message', (message) => (result = message as R))
    child.on('error', (error) => reject(toStorageError(error, doing)))
    child.on('close', (code, killedBy) => {
      const ending = [killedBy ?? `exit code ${code}`, stderr.trim()].filter(Boolean).join(': ')
      if (result) resolve(result)
      else reject(new StorageError('damaged', `${doing} ended with ${ending}`))
    })
  })
}

function toStorageError(error: Error, doing: string): StorageError {
  if (error.name === 'AbortError') return new StorageError('unavailable', abortMessage(error, doing), { cause: error })
  return new StorageError('unavailable', `the program for ${doing} did not start: ${error.message}`, { cause: error })
}

function abortMessage(error: Error, doing: string): string {
  const isLate = error.cause instanceof Error && error.cause.name === 'TimeoutError'
  return isLate ? `${doing} took too long` : `${doing} was interrupted`
}
