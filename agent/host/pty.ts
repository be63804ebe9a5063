import { fchownSync, readSync, writeSync } from 'node:fs'
import { Readable, Writable } from 'node:stream'
import { ReadStream } from 'node:tty'
import { MuxError } from '../../proto/mux/errors.ts'
import { argumentsOf } from './command.ts'
import type { Command, RunningCommand, TerminalSize } from './command.ts'
import type { InheritedDescriptors } from './inherited-descriptors.ts'
import { isExecutable, withGroups } from './supplementary-groups.ts'
import { startProcess } from './start-process.ts'
import type { StartedProcess } from './start-process.ts'

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

/** How soon to try again when the terminal takes no more, at first and at most. */
const firstRetryMs = 2
const longestRetryMs = 50

/**
 * The way into a terminal. Node's own stream for it would spin, and stop the whole agent, while the terminal takes
 * nothing: a process that does not read, and 4 KiB of input, are enough. The descriptor does not block, so a write here
 * takes what there is room for and comes back later with the rest.
 */
class PtyInput extends Writable {
  readonly #fd: number
  #timer: NodeJS.Timeout | undefined

  constructor(fd: number) {
    super({ highWaterMark: 16 * 1024 })
    this.#fd = fd
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.#writeFrom(chunk, firstRetryMs, done)
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#timer)
    done(error)
  }

  #writeFrom(chunk: Buffer, retryMs: number, done: (error?: Error) => void): void {
    if (this.destroyed) return done()
    const written = this.#tryWrite(chunk)
    if (written instanceof Error) return done(written)
    if (written === chunk.length) return done()
    const nextMs = written > 0 ? firstRetryMs : Math.min(retryMs * 2, longestRetryMs)
    this.#timer = setTimeout(() => this.#writeFrom(chunk.subarray(written), nextMs, done), retryMs)
  }

  #tryWrite(chunk: Buffer): number | Error {
    try {
      return writeSync(this.#fd, chunk)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      return code === 'EAGAIN' || code === 'EINTR' ? 0 : (error as Error)
    }
  }
}

const chunkBytes = 64 * 1024

/**
 * The way out of a terminal. Node's own stream for it ends too early: when the other end is closed, the first read that
 * does not fill its buffer, and no read of a terminal does, counts as the last. So the owner keeps the other end open,
 * and says when nobody writes to it any more; what is left is then read directly until there is nothing.
 */
class PtyOutput extends Readable {
  readonly #fd: number
  readonly #stream: ReadStream
  #isDraining = false

  /** Owns `fd` from here, which must not block. */
  constructor(fd: number) {
    super({ highWaterMark: chunkBytes })
    this.#fd = fd
    this.#stream = new ReadStream(fd)
    this.#stream.pause()
    this.#stream.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) this.#stream.pause()
    })
    // EIO, should somebody have hung the terminal up.
    this.#stream.on('error', () => this.drain())
  }

  /** All writers are gone: ends after what they wrote. Idempotent. */
  drain(): void {
    if (this.#isDraining || this.destroyed) return
    this.#isDraining = true
    this.#stream.pause()
    // What `read` returns below is told to these, too.
    this.#stream.removeAllListeners('data')
    this.#readRest()
  }

  override _read(): void {
    if (this.#isDraining) this.#readRest()
    else this.#stream.resume()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#stream.destroy()
    done(error)
  }

  #readRest(): void {
    // What the stream has read and not handed out comes first.
    let chunk = (this.#stream.read() as Buffer | null) ?? this.#readNow()
    while (chunk !== undefined && this.push(chunk)) chunk = this.#readNow()
    if (chunk === undefined) this.push(null)
  }

  /** Undefined when there is nothing: EAGAIN, or EIO. */
  #readNow(): Buffer | undefined {
    if (this.#stream.destroyed) return undefined
    const buffer = Buffer.allocUnsafe(chunkBytes)
    try {
      const length = readSync(this.#fd, buffer)
      return length > 0 ? buffer.subarray(0, length) : undefined
    } catch {
      return undefined
    }
  }
}
