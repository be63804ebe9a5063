import { execFile } from 'node:child_process'
import { accessSync, closeSync, constants, fchownSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { HostUser } from './users.ts'

const { O_RDONLY, O_RDWR, O_WRONLY, O_NONBLOCK } = constants

/** A pipe with one end for a process, a plain file descriptor, and one for us. */
export interface ProcessPipe {
  /** To be closed by whoever starts the process, once it has it. */
  readonly fd: number
  readonly stream: Socket
}

/** How many to make at a time, and with how few left to make more. */
const batchSize = 24
const lowMark = 6
const mkfifoTimeoutMs = 5000

/**
 * Makes pipes. Node gives processes socket pairs instead, and those cannot be opened by name: with them,
 * `echo oops > /dev/stderr` and `tar xf /dev/stdin` fail with ENXIO. Node has no call for pipe(2) either, so these are
 * FIFOs, made by mkfifo(1) some at a time, each used once and then without a name.
 */
export class PipePool {
  readonly #directory: string
  readonly #paths: string[] = []
  #made = 0
  #making: Promise<void> | undefined
  #unable = false

  /** What is left in `directory` from an earlier run is removed. */
  constructor(directory: string) {
    this.#directory = directory
    try {
      mkdirSync(directory, { recursive: true, mode: 0o700 })
      for (const name of readdirSync(directory)) rmSync(join(directory, name), { force: true })
    } catch {
      // It is asked again when there is use for one.
    }
  }

  /** Takes the names of `count` pipes; undefined where mkfifo, or the file system, does not let us make any. */
  async take(count: number): Promise<readonly string[] | undefined> {
    // One that became read-only, as disks do that fail, leaves names that can be used and not be taken away.
    if (!isWritable(this.#directory)) return undefined
    while (this.#paths.length < count && !this.#unable) await this.#fill()
    if (this.#paths.length < count) return undefined
    const taken = this.#paths.splice(-count, count)
    if (this.#paths.length < lowMark) void this.#fill()
    return taken
  }

  close(): void {
    for (const path of this.#paths.splice(0)) removeName(path)
  }

  #fill(): Promise<void> {
    this.#making ??= this.#make().finally(() => (this.#making = undefined))
    return this.#making
  }

  async #make(): Promise<void> {
    const paths = Array.from({ length: batchSize }, () => join(this.#directory, `pipe-${++this.#made}`))
    try {
      await promisify(execFile)('mkfifo', ['-m', '600', ...paths], { timeout: mkfifoTimeoutMs })
      this.#paths.push(...paths)
    } catch {
      this.#unable = true
    }
  }
}

/** Opens a pipe that the process reads and we write. Its name stays for {@link keepOpenable}. */
export function openInput(path: string, user: HostUser | undefined): ProcessPipe {
  return openPipe(path, user, { theirs: O_RDONLY, ours: O_WRONLY | O_NONBLOCK })
}

/** How long an open of /dev/stdin may wait after the end of the input. */
const reopenMs = 50

/**
 * Who opens a FIFO to read it waits for a writer, even after the last one has gone, where an anonymous pipe would show
 * its end at once: `cat /dev/stdin` would hang. So once our end is closed, a writer shows itself now and then, until
 * `over`, when the name goes, too.
 */
export function keepOpenable(path: string, stream: Socket, over: Promise<unknown>): void {
  let timer: NodeJS.Timeout | undefined
  let isOver = false
  stream.once('close', () => {
    if (!isOver) timer = setInterval(() => showWriter(path), reopenMs)
  })
  void over.then(() => {
    isOver = true
    clearInterval(timer)
    removeName(path)
  })
}

/** Of a pipe. Where that fails, the next agent removes what is left. */
export function removeName(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // EROFS, EIO
  }
}

function isWritable(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function showWriter(path: string): void {
  try {
    closeSync(openSync(path, O_WRONLY | O_NONBLOCK))
  } catch {
    // ENXIO: nobody has it open.
  }
}

/** Opens a pipe that the process writes and we read, and takes its name away. */
export function openOutput(path: string, user: HostUser | undefined): ProcessPipe {
  try {
    return openPipe(path, user, { theirs: O_WRONLY, ours: O_RDONLY | O_NONBLOCK })
  } finally {
    removeName(path)
  }
}

/** Each end is an open of its own: that ours never waits must not show on the process' one, which may. */
function openPipe(path: string, user: HostUser | undefined, flags: { theirs: number; ours: number }): ProcessPipe {
  // While this is open, neither of the opens below has to wait for the other.
  const both = openSync(path, O_RDWR | O_NONBLOCK)
  try {
    // /dev/stdout opens the pipe anew, and that asks for permission as with any file.
    if (user) fchownSync(both, user.uid, user.gid)
    const fd = openSync(path, flags.theirs)
    return { fd, stream: openOurs(path, flags.ours, fd) }
  } finally {
    closeSync(both)
  }
}

function openOurs(path: string, flags: number, theirs: number): Socket {
  try {
    const readable = (flags & O_WRONLY) === 0
    return new Socket({ fd: openSync(path, flags), readable, writable: !readable })
  } catch (error) {
    closeSync(theirs)
    throw error
  }
}
