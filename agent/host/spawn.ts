import type { ChildProcess } from 'node:child_process'
import { closeSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import type { Command, RunningCommand } from './command.ts'
import type { InheritedDescriptors } from './inherited-descriptors.ts'
import { keepOpenable, openInput, openOutput, removeName } from './pipes.ts'
import type { PipePool, ProcessPipe } from './pipes.ts'
import { startProcess, toStartError } from './start-process.ts'
import { withGroups } from './supplementary-groups.ts'

/** Which of the three streams the process gets; the others are /dev/null to it. */
export interface StreamSelection {
  readonly stdin: boolean
  readonly stdout: boolean
  readonly stderr: boolean
}

export interface SpawnResources {
  readonly pipes: PipePool
  readonly descriptors: InheritedDescriptors
}

/** Starts a command with pipes, as the first process of a new session. Rejects with MuxError when it cannot be executed. */
export async function spawnWithPipes(
  command: Command,
  wanted: StreamSelection,
  { pipes: pool, descriptors }: SpawnResources,
): Promise<RunningCommand> {
  const prepared = await withGroups(command)
  const paths = (await pool.take([wanted.stdin, wanted.stdout, wanted.stderr].filter(Boolean).length)) ?? []
  const pipes = openPipes(command, wanted, paths)
  try {
    const streams = [wanted.stdin, wanted.stdout, wanted.stderr].map((on, index) =>
      on ? (pipes[index]?.fd ?? 'pipe') : 'ignore',
    )
    const { child, session, exited } = await startProcess(prepared, () => descriptors.covered(streams))
    const [input] = pipes
    if (input && paths[0] !== undefined) keepOpenable(paths[0], input.stream, exited)
    return { session, exited, ...streamsOf(child, pipes) }
  } catch (error) {
    for (const pipe of pipes) pipe?.stream.destroy()
    for (const path of paths) removeName(path)
    throw error
  } finally {
    for (const pipe of pipes) if (pipe) closeSync(pipe.fd)
  }
}

/** Undefined for a stream that was not asked for, and for all where only Node's socket pairs can be had. */
type Pipes = readonly (ProcessPipe | undefined)[]

function openPipes(command: Command, wanted: StreamSelection, paths: readonly string[]): Pipes {
  const left = [...paths]
  const opened: (ProcessPipe | undefined)[] = []
  try {
    for (const [index, on] of [wanted.stdin, wanted.stdout, wanted.stderr].entries())
      opened.push(on ? open(index, left.shift(), command) : undefined)
    return opened
  } catch (error) {
    for (const pipe of opened) closePipe(pipe)
    for (const path of paths) removeName(path)
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

function streamsOf(child: ChildProcess, [stdin, stdout, stderr]: Pipes) {
  return {
    ...optional('stdin', stdin?.stream ?? child.stdin),
    ...optional('stdout', stdout?.stream ?? child.stdout),
    ...optional('stderr', stderr?.stream ?? child.stderr),
  }
}

function optional<Name extends string, Stream extends Readable | Writable>(name: Name, stream: Stream | null) {
  return (stream ? { [name]: stream } : {}) as { [key in Name]?: Stream }
}
