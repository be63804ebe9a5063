import { constants } from 'node:fs'
import type { BigIntStats } from 'node:fs'
import { open, realpath as findRealPath, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { MuxError } from '../../../proto/mux/errors.ts'
import type { MuxCode } from '../../../proto/mux/errors.ts'
import { ownUser } from '../../host/users.ts'

const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants
const blockBytes = 64 * 1024
/** How much of the beginning, and of what was read last, is read again each time, to see that it is the same file still. */
const markBytes = 1024

/** `truncated`: what was read last is not there any more. */
export type ReadResult =
  { readonly kind: 'data'; readonly bytes: Buffer } | { readonly kind: 'end' } | { readonly kind: 'truncated' }

type FileFacts = Pick<LogFile, 'path' | 'id' | 'key' | 'realPath' | 'modifiedNs'>

/** What a file is called here, whatever its name. */
export function toFileId({ dev, ino, birthtimeNs }: BigIntStats): Pick<LogFile, 'id' | 'key'> {
  const id = `${dev}:${ino}`
  return { id, key: `${id}:${birthtimeNs}` }
}

/**
 * A log file that is open, and how far it was read. It stays the same file whatever its name comes to mean. That it was
 * cut to nothing and has grown again is noticed by its content: no time stamp and no size tells that for certain.
 */
export class LogFile {
  readonly path: string
  /** Of the file, not of its name. */
  readonly id: string
  /** Tells it from an earlier file of the same id, which is used again once that one is deleted. */
  readonly key: string
  /** What the name led to, with all links followed, when it was opened. */
  readonly realPath: string
  /** When it was last written to, when it was opened: in nanoseconds since the epoch. */
  readonly modifiedNs: bigint
  readonly #handle: FileHandle
  #offset = 0
  /** What the file begins with, as far as it was read. */
  #head = Buffer.alloc(0)
  /** What stands before `offset`. */
  #mark = Buffer.alloc(0)
  #knownSize = 0
  /** The last read brought as much as it could. */
  #wasFull = false

  private constructor(facts: FileFacts, handle: FileHandle) {
    this.path = facts.path
    this.id = facts.id
    this.key = facts.key
    this.realPath = facts.realPath
    this.modifiedNs = facts.modifiedNs
    this.#handle = handle
  }

  /** Rejects with MuxError when there is no regular file of that name, or none that the agent may read. */
  static async open(path: string): Promise<LogFile> {
    let handle: FileHandle | undefined
    try {
      // Before it is opened: to open some devices does something already.
      checkRegular(path, await stat(path, { bigint: true }))
      handle = await open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
      const stats = await handle.stat({ bigint: true })
      checkRegular(path, stats)
      const realPath = await findRealPath(path).catch(() => path)
      const facts = { path, ...toFileId(stats), realPath, modifiedNs: stats.mtimeNs }
      return new LogFile(facts, handle)
    } catch (error) {
      await handle?.close()
      throw toFileError(path, error)
    }
  }

  get offset(): number {
    return this.#offset
  }

  /** For a watch on this very file. */
  get descriptor(): number {
    return this.#handle.fd
  }

  /** Whether it may have held more than was read: it was seen to, or its end was not seen. */
  get isBehind(): boolean {
    return this.#knownSize > this.#offset || this.#wasFull
  }

  /** In bytes. */
  async size(): Promise<number> {
    const { size } = await this.#handle.stat()
    this.#knownSize = Math.max(this.#knownSize, size)
    return size
  }

  /** When it was last written to, or truncated: in nanoseconds since the epoch. */
  async lastModified(): Promise<bigint> {
    return (await this.#handle.stat({ bigint: true })).mtimeNs
  }

  /** What stands there; less at the end of the file. Does not move. */
  async readAt(offset: number, maxBytes: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(maxBytes)
    let length = 0
    while (length < maxBytes) {
      const { bytesRead } = await this.#handle.read(buffer, length, maxBytes - length, offset + length)
      if (bytesRead === 0) break
      length += bytesRead
    }
    return buffer.subarray(0, length)
  }

  /** Goes on from there. */
  async seek(offset: number): Promise<void> {
    const marked = Math.min(markBytes, offset)
    this.#mark = Buffer.from(await this.readAt(offset - marked, marked))
    this.#head = Buffer.from(await this.readAt(0, marked))
    this.#offset = offset
  }

  /** The next of it, up to `end`. */
  async read(end = Number.POSITIVE_INFINITY): Promise<ReadResult> {
    const before = this.#mark.length
    const wanted = Math.min(blockBytes, end - this.#offset)
    if (wanted <= 0) return { kind: 'end' }
    const buffer = Buffer.allocUnsafe(before + wanted)
    const { bytesRead } = await this.#handle.read(buffer, 0, buffer.length, this.#offset - before)
    if (bytesRead < before || !buffer.subarray(0, before).equals(this.#mark)) return { kind: 'truncated' }
    // After the rest: a file that is truncated between the two is found to be.
    if (!(await this.#beginsAsBefore())) return { kind: 'truncated' }
    const bytes = buffer.subarray(before, bytesRead)
    this.#wasFull = bytes.length === wanted
    if (bytes.length === 0) return { kind: 'end' }
    this.#offset += bytes.length
    this.#knownSize = Math.max(this.#knownSize, this.#offset)
    this.#mark = Buffer.from(buffer.subarray(Math.max(0, bytesRead - markBytes), bytesRead))
    if (this.#offset - bytes.length <= markBytes)
      this.#head = Buffer.from(buffer.subarray(0, Math.min(bytesRead, markBytes)))
    return { kind: 'data', bytes }
  }

  /** Begins with the file anew. */
  rewind(): void {
    this.#offset = 0
    this.#knownSize = 0
    this.#wasFull = false
    this.#mark = Buffer.alloc(0)
    this.#head = Buffer.alloc(0)
  }

  /** Goes on where `other` is, if this is a copy of it; says whether it is. */
  async continueFrom(other: LogFile): Promise<boolean> {
    const mark = other.#mark
    const head = other.#head
    const there = await this.readAt(other.#offset - mark.length, mark.length)
    if (mark.length === 0 || !there.equals(mark) || !(await this.readAt(0, head.length)).equals(head)) return false
    this.#offset = other.#offset
    this.#mark = mark
    this.#head = head
    return true
  }

  /** The same bytes at the same place are not enough: lines may be alike. */
  async #beginsAsBefore(): Promise<boolean> {
    // Otherwise the mark is the beginning.
    if (this.#offset <= markBytes) return true
    return (await this.readAt(0, this.#head.length)).equals(this.#head)
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await this.#handle.close()
  }
}

const reasons: Readonly<Record<string, readonly [MuxCode, string]>> = {
  ENOENT: ['not-found', 'no such file'],
  ENOTDIR: ['not-found', 'a part of the path is not a directory'],
  ELOOP: ['invalid', 'too many symbolic links'],
  ENAMETOOLONG: ['invalid', 'the path is too long'],
  EMFILE: ['unavailable', 'the agent is out of file descriptors'],
  ENFILE: ['unavailable', 'the device is out of file descriptors'],
}

/** Says why a log cannot be read. */
export function toFileError(path: string, cause: unknown): MuxError {
  if (cause instanceof MuxError) return cause
  const code = (cause as NodeJS.ErrnoException).code ?? ''
  if (code === 'EACCES' || code === 'EPERM') {
    const why = `the agent's user ${ownUser().name} may not read it`
    return new MuxError('forbidden', `log ${JSON.stringify(path)}: ${why}`, { cause })
  }
  const [muxCode, reason] = reasons[code] ?? ['internal', (cause as Error).message]
  return new MuxError(muxCode, `log ${JSON.stringify(path)}: ${reason}`, { cause })
}

/** Throws MuxError `invalid` for what is no file: to read some of these waits, or changes something. */
function checkRegular(path: string, stats: BigIntStats): void {
  if (stats.isFile()) return
  throw new MuxError('invalid', `log ${JSON.stringify(path)}: it is ${kindOf(stats)}, not a regular file`)
}

function kindOf(stats: BigIntStats): string {
  if (stats.isDirectory()) return 'a directory'
  if (stats.isFIFO()) return 'a FIFO'
  if (stats.isSocket()) return 'a socket'
  return 'a device'
}
