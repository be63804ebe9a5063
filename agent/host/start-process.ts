import { spawn } from 'node:child_process'
import type { ChildProcess, SpawnOptions, StdioOptions } from 'node:child_process'
import { constants } from 'node:os'
import { MuxError } from '../../proto/mux/errors.ts'
import type { MuxCode } from '../../proto/mux/errors.ts'
import type { Command, ExitStatus } from './command.ts'
import { readProcess } from './process-table.ts'
import type { ProcessSession } from './session-reaper.ts'

/** A process that runs. */
export interface StartedProcess {
  readonly child: ChildProcess
  readonly session: ProcessSession
  /** Never rejects. */
  readonly exited: Promise<ExitStatus>
}

/** Starts a process in a session of its own: `detached` is setsid(2). Rejects with MuxError. */
export function startProcess(command: Command, makeStdio: () => StdioOptions): Promise<StartedProcess> {
  const { path, argv, env, workingDir, user } = command
  const identity = user ? { uid: user.uid, gid: user.gid } : {}
  return new Promise((resolve, reject) => {
    try {
      const options: SpawnOptions = { argv0: argv[0] ?? path, env, cwd: workingDir, detached: true, stdio: makeStdio() }
      const child = spawn(path, argv.slice(1), { ...options, ...identity })
      child.once('error', (error) => reject(toStartError(command, error)))
      if (child.pid !== undefined) resolve(toStarted(child, child.pid))
    } catch (error) {
      reject(toStartError(command, error))
    }
  })
}

function toStarted(child: ChildProcess, pid: number): StartedProcess {
  return {
    child,
    session: { sid: pid, startTime: readProcess(pid)?.startTime },
    exited: new Promise((resolve) => child.once('exit', (code, signal) => resolve(toExitStatus(code, signal)))),
  }
}

/**
 * The end by a real-time signal looks like code 0: Node.js is told the number and hands on names alone, of which these
 * have none (src/process_wrap.cc, OnExit). By then nothing knows of the process any more, /proc neither. Only a
 * parent of its own could tell, for every command one more process and no word of why it cannot be started.
 */
function toExitStatus(code: number | null, signal: NodeJS.Signals | null): ExitStatus {
  if (signal === null) return { code: code ?? 0 }
  return { code: 128 + constants.signals[signal], signal }
}

/** What execve(2) and its neighbours answer, as its user should hear it. */
const reasons: Readonly<Record<string, readonly [MuxCode, string]>> = {
  ENOENT: ['not-found', 'no such file or directory (or the interpreter that it names is missing)'],
  EACCES: ['invalid', 'permission denied'],
  ENOTDIR: ['not-found', 'a part of the path is not a directory'],
  ENOEXEC: ['invalid', 'exec format error'],
  ELOOP: ['invalid', 'too many symbolic links'],
  E2BIG: ['invalid', 'argument list too long'],
  EPERM: ['invalid', 'operation not permitted'],
  EAGAIN: ['unavailable', 'the device is out of processes'],
  ENOMEM: ['unavailable', 'the device is out of memory'],
  EMFILE: ['unavailable', 'the agent is out of file descriptors'],
  ENFILE: ['unavailable', 'the device is out of file descriptors'],
}

/** Says why a command could not be started. */
export function toStartError(command: { readonly argv: readonly string[] }, cause: unknown): MuxError {
  const code = (cause as NodeJS.ErrnoException).code ?? ''
  const [muxCode, reason] = reasons[code] ?? ['internal', (cause as Error).message]
  return new MuxError(muxCode, `exec: ${JSON.stringify(command.argv[0] ?? '')}: ${reason}`, { cause })
}
