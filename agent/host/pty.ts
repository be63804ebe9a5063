import { constants } from 'node:os'
import { ReadStream } from 'node:tty'
import { MuxError } from '../../proto/mux/errors.ts'
import type { Command, ExitStatus, RunningCommand, TerminalSize } from './command.ts'
import { readProcess } from './process-table.ts'
import { toStartError } from './start-error.ts'
import { withOwnGroups } from './supplementary-groups.ts'

/**
 * The native half of node-pty, without its JavaScript: that one closes the terminal 200 ms after the process' end,
 * whether or not all output was read, which cuts the output of a client slower than that.
 */
interface NativePty {
  fork(...parameters: ForkParameters): { readonly fd: number; readonly pid: number; readonly pty: string }
  resize(fd: number, columns: number, rows: number): void
}

type ForkParameters = readonly [
  file: string,
  argumentsAfterName: string[],
  environment: string[],
  workingDir: string,
  columns: number,
  rows: number,
  uid: number,
  gid: number,
  utf8: boolean,
  helperPath: string,
  onExit: (code: number, signal: number) => void,
]

const moduleName = '@lydell/node-pty'
/** Handed to the module, where only macOS uses it. */
const noHelper = ''

/** Opens terminals. */
export interface Terminals {
  /** Starts a command on a new terminal, as the first process of its session. Throws MuxError. */
  spawn(command: Command, size: TerminalSize): RunningCommand
}

/** Loads the optional PTY module. Rejects with MuxError `unsupported`, which names the module and what is wrong. */
export async function loadTerminals(): Promise<Terminals> {
  const native = await loadNative().catch((cause: unknown) => {
    const reason = (cause as Error).message.split('\n', 1)[0] ?? ''
    throw new MuxError('unsupported', `no terminal: the module ${moduleName} cannot be loaded: ${reason}`, { cause })
  })
  return { spawn: (command, size) => spawnOnTerminal(native, command, size) }
}

async function loadNative(): Promise<NativePty> {
  const path = `${moduleName}/requireBinary.js`
  const { default: loader } = (await import(path)) as { default: { requireBinary(file: string): NativePty } }
  const native = loader.requireBinary('pty.node')
  if (typeof native.fork !== 'function' || typeof native.resize !== 'function')
    throw new Error('it is of another version than this agent knows')
  return native
}

function spawnOnTerminal(native: NativePty, command: Command, size: TerminalSize): RunningCommand {
  let exit = (_status: ExitStatus): void => {}
  const exited = new Promise<ExitStatus>((resolve) => (exit = resolve))
  const onExit = (code: number, signal: number): void => exit(toExitStatus(code, signal))
  const { fd, pid } = fork(native, command, size, onExit)
  const stream = openMaster(fd)
  return {
    session: { sid: pid, startTime: readProcess(pid)?.startTime },
    stdin: stream,
    stdout: stream,
    exited,
    resize: ({ columns, rows }) => {
      if (!stream.destroyed) native.resize(fd, columns, rows)
    },
  }
}

function fork(native: NativePty, command: Command, size: TerminalSize, onExit: (code: number, signal: number) => void) {
  const { path, argv, env, workingDir, user } = command
  const environment = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  const identity = [user?.uid ?? -1, user?.gid ?? -1] as const
  const start = () =>
    // prettier-ignore
    native.fork(path, argv.slice(1), environment, workingDir, size.columns, size.rows, ...identity, true, noHelper, onExit)
  try {
    return user ? withOwnGroups(user.groups, start) : start()
  } catch (error) {
    throw toStartError(command, error)
  }
}

/**
 * Our end of the terminal. When the last process has closed the other end, a read fails with EIO: that is its end of
 * file. The stream's own high water mark of 0 lets no read begin before the data of the last was taken, so that
 * none of it is lost to that error.
 */
function openMaster(fd: number): ReadStream {
  const stream = new ReadStream(fd)
  stream.on('error', () => stream.destroy())
  return stream
}

function toExitStatus(code: number, signal: number): ExitStatus {
  if (signal === 0) return { code }
  const name = Object.entries(constants.signals).find(([, number]) => number === signal)?.[0]
  return { code: 128 + signal, ...(name === undefined ? {} : { signal: name }) }
}
