import { spawn } from 'node:child_process'
import type { ChildProcess, SpawnOptions, StdioOptions } from 'node:child_process'
import { closeSync } from 'node:fs'
import { constants } from 'node:os'
import type { Readable, Writable } from 'node:stream'
import type { Command, ExitStatus, RunningCommand } from './command.ts'
import { readProcess } from './process-table.ts'
import { openInput, openOutput } from './pipes.ts'
import type { PipePool, ProcessPipe } from './pipes.ts'
import { toStartError } from './start-error.ts'
import { withGroups } from './supplementary-groups.ts'

/** Which of the three streams the process gets; the others are /dev/null to it. */
export interface StreamSelection {
  readonly stdin: boolean
  readonly stdout: boolean
  readonly stderr: boolean
}

/** Starts a command with pipes, as the first process of a new session. Rejects with MuxError when it cannot be executed. */
export async function spawnWithPipes(
  command: Command,
  wanted: StreamSelection,
  pool: PipePool,
): Promise<RunningCommand> {
  const pipes = await openPipes(command, wanted, pool)
  try {
    const stdio = [wanted.stdin, wanted.stdout, wanted.stderr].map((on, i) =>
      on ? (pipes?.[i]?.fd ?? 'pipe') : 'ignore',
    )
    const child = await start(command, stdio)
    return toRunning(child, pipes)
  } catch (error) {
    for (const pipe of pipes ?? []) pipe?.stream.destroy()
    throw error
  } finally {
    for (const pipe of pipes ?? []) if (pipe) closeSync(pipe.fd)
  }
}

type Pipes = readonly (ProcessPipe | undefined)[]

/** Undefined: make do with Node's socket pairs. */
async function openPipes(command: Command, wanted: StreamSelection, pool: PipePool): Promise<Pipes | undefined> {
  const selection = [wanted.stdin, wanted.stdout, wanted.stderr]
  const paths = [...((await pool.take(selection.filter(Boolean).length)) ?? [])]
  const opened: (ProcessPipe | undefined)[] = []
  try {
    for (const [index, on] of selection.entries()) opened.push(on ? open(index, paths.pop(), command) : undefined)
    return opened
  } catch (error) {
    for (const pipe of opened) closePipe(pipe)
    throw toStartError(command, error)
  }
}

function open(index: number, path: string | undefined, { user }: Command): ProcessPipe | undefined {
  if (path === undefined) return undefined
  return index === 0 ? openInput(path, user) : openOutput(path, user)
}

function closePipe(pipe: ProcessPipe | undefined): void {
  if (!pipe) return
  closeSync(pipe.fd)
  pipe.stream.destroy()
}

async function start(command: Command, stdio: StdioOptions): Promise<ChildProcess & { pid: number }> {
  const { path, argv, env, workingDir, user } = await withGroups(command)
  const options: SpawnOptions = { argv0: argv[0] ?? path, env, cwd: workingDir, stdio, detached: true }
  const identity = user ? { uid: user.uid, gid: user.gid } : {}
  return new Promise((resolve, reject) => {
    try {
      // detached is setsid(2).
      const child = spawn(path, argv.slice(1), { ...options, ...identity })
      child.once('error', (error) => reject(toStartError(command, error)))
      if (child.pid !== undefined) resolve(child as ChildProcess & { pid: number })
    } catch (error) {
      reject(toStartError(command, error))
    }
  })
}

function toRunning(child: ChildProcess & { pid: number }, pipes: Pipes | undefined): RunningCommand {
  const [stdin, stdout, stderr] = pipes?.map((pipe) => pipe?.stream) ?? []
  return {
    session: { sid: child.pid, startTime: readProcess(child.pid)?.startTime },
    ...optional('stdin', stdin ?? child.stdin),
    ...optional('stdout', stdout ?? child.stdout),
    ...optional('stderr', stderr ?? child.stderr),
    exited: new Promise((resolve) => child.once('exit', (code, signal) => resolve(toExitStatus(code, signal)))),
  }
}

function optional<Name extends string, Stream extends Readable | Writable>(name: Name, stream: Stream | null) {
  return (stream ? { [name]: stream } : {}) as { [key in Name]?: Stream }
}

function toExitStatus(code: number | null, signal: NodeJS.Signals | null): ExitStatus {
  if (signal === null) return { code: code ?? 0 }
  return { code: 128 + constants.signals[signal], signal }
}
