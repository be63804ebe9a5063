import { fchownSync } from 'node:fs'
import { MuxError } from '../../proto/mux/errors.ts'
import { argumentsOf } from './command.ts'
import type { Command, RunningCommand, TerminalSize } from './command.ts'
import type { InheritedDescriptors } from './inherited-descriptors.ts'
import { isExecutable } from './is-executable.ts'
import { PtyInput } from './pty-input.ts'
import { PtyOutput } from './pty-output.ts'
import { startProcess } from './start-process.ts'
import type { StartedProcess } from './start-process.ts'
import { withGroups } from './supplementary-groups.ts'

/**
 * The native half of node-pty. Its JavaScript closes the terminal 200 ms after the process' end, whether or not all
 * output was read, and its own fork leaves root's groups to another user.
 */
interface NativePty {
  /** Opens a terminal; the descriptors do not block. */
  open(columns: number, rows: number): { readonly master: number; readonly slave: number; readonly pty: string }
  resize(fd: number, columns: number, rows: number): void
}

const moduleName = '@lydell/node-pty'
const shell = '/bin/sh'
/** Can give a program another name than its file's; -p keeps it from reading files that the environment names. */
const namingShell = '/bin/bash'
/** A session's first process gets as its controlling terminal the one that it opens first. */
const takeTerminal = 'terminal=$1; shift; exec "$@" <>"$terminal" >&0 2>&0'
const takeTerminalAs = 'terminal=$1 name=$2; shift 2; exec -a "$name" "$@" <>"$terminal" >&0 2>&0'

/** Opens terminals. */
export interface Terminals {
  /** Starts a command on a new terminal, as the first process of its session. Rejects with MuxError. */
  spawn(command: Command, size: TerminalSize): Promise<RunningCommand>
}

/** Loads the optional PTY module. Rejects with MuxError `unsupported`, which names the module and what is wrong. */
export async function loadTerminals(descriptors: InheritedDescriptors): Promise<Terminals> {
  const native = await loadNative().catch((cause: unknown) => {
    const reason = (cause as Error).message.split('\n', 1)[0] ?? ''
    throw new MuxError('unsupported', `no terminal: the module ${moduleName} cannot be loaded: ${reason}`, { cause })
  })
  return { spawn: (command, size) => new Terminal(native, descriptors, size).start(command) }
}

async function loadNative(): Promise<NativePty> {
  const path = `${moduleName}/requireBinary.js`
  const { default: loader } = (await import(path)) as { default: { requireBinary(file: string): NativePty } }
  const native = loader.requireBinary('pty.node')
  if (typeof native.open !== 'function' || typeof native.resize !== 'function')
    throw new Error('it is of another version than this agent knows')
  return native
}

/** One terminal, both ends of it: without a holder of the other, the last of its output could not be read for certain. */
class Terminal {
  readonly #native: NativePty
  readonly #descriptors: InheritedDescriptors
  readonly #master: number
  readonly #slave: number
  readonly #path: string

  constructor(native: NativePty, descriptors: InheritedDescriptors, size: TerminalSize) {
    this.#native = native
    this.#descriptors = descriptors
    const { master, slave, pty } = native.open(size.columns, size.rows)
    this.#master = master
    this.#slave = slave
    this.#path = pty
    descriptors.add(master)
    descriptors.add(slave)
  }

  async start(command: Command): Promise<RunningCommand> {
    try {
      // As login(1) does: programs open their terminal by its name, too.
      if (command.user) fchownSync(this.#slave, command.user.uid, command.user.gid)
      // The shell that takes the terminal has the profile's environment: it must not be root's.
      const onTerminal = await withGroups(toTerminal(command, this.#path))
      const started = await startProcess(onTerminal, () => this.#descriptors.covered(['ignore', 'ignore', 'ignore']))
      return this.#connect(started)
    } catch (error) {
      this.#descriptors.close(this.#slave)
      this.#descriptors.close(this.#master)
      throw error
    }
  }

  #connect({ session, exited }: StartedProcess): RunningCommand {
    const output = new PtyOutput(this.#master)
    const input = new PtyInput(this.#master)
    output.once('close', () => {
      input.destroy()
      this.#descriptors.forget(this.#master)
      this.#descriptors.close(this.#slave)
    })
    const resize = ({ columns, rows }: TerminalSize): void => {
      if (!output.destroyed) this.#native.resize(this.#master, columns, rows)
    }
    return { session, exited, stdin: input, stdout: output, resize, drain: () => output.drain() }
  }
}

/** A shell opens the terminal, then becomes the command. The name of a login shell is kept where bash is there to do it. */
function toTerminal(command: Command, terminal: string): Command {
  const { path, argv } = command
  const [name = ''] = argv
  if (name.startsWith('-') && isExecutable(namingShell)) {
    const script = ['bash', '-p', '-c', takeTerminalAs, 'bash', terminal, name, path, ...argv.slice(1)]
    return { ...command, path: namingShell, argv: script }
  }
  return { ...command, path: shell, argv: ['sh', '-c', takeTerminal, 'sh', terminal, path, ...argumentsOf(command)] }
}
