import { MuxError } from '../../../proto/mux/errors.ts'
import { knownCopies, openCopy, openMissedCopy } from './file-copies.ts'
import { toFileError } from './log-file.ts'
import type { LogFile, ReadResult } from './log-file.ts'
import { idAt, openSuccessors } from './rotated-files.ts'
import { FileChanges } from './file-changes.ts'
import type { FileChange } from './file-changes.ts'

/** Files that wait to be read while their reader is behind; each keeps its blocks on the disk, whoever deletes it. */
const maxWaiting = 16
/** How long a file is still read after its successor has its first line: a service of several processes changes over one by one. */
const lingerMs = 300

/** How much of a file and a copy are compared. */
const headBytes = 1024
/** How often to look, at most, when the content alone changes. */
const noteSizeMs = 50

interface Waiting {
  readonly file: LogFile
  /** When its first byte was seen, by the monotonic clock. */
  filledAtMs: number | undefined
}

/**
 * The files that a name leads to, one after the other, as rotation replaces them: each is opened as soon as it is there,
 * and read when the one before is read to its end, so that no line is lost while the reader is behind.
 */
export class FileChain {
  readonly #path: string
  readonly #changes: FileChanges
  readonly #queue: Waiting[] = []
  #current: LogFile | undefined
  /** The current file is a copy, to which nothing is added. */
  #isCopy = false
  /** What was there before, or was read; by key. */
  readonly #known: Set<string>
  /** When the last of what was read before the current file was written. */
  #sinceNs: bigint
  /** The current file was at its end, and there was one after it: once more, then it is over. */
  #last = false
  #looking: Promise<void> | undefined
  #lookAgain = false
  #failure: MuxError | undefined
  #lookedAtMs = 0
  #version = 0
  #wake: () => void = () => {}
  #closed = false

  private constructor(path: string, first: LogFile | undefined, known: Set<string>) {
    this.#path = path
    this.#current = first
    this.#known = known
    if (first) known.add(first.key)
    this.#sinceNs = first?.modifiedNs ?? 0n
    this.#changes = new FileChanges((change) => this.#onChange(change))
    this.#watchNewest()
    this.#onChange('name')
  }

  /** Owns `first`, which is undefined when there is no file yet. */
  static async open(path: string, first: LogFile | undefined): Promise<FileChain> {
    return new FileChain(path, first, first ? await knownCopies(first) : new Set())
  }

  /** The next of what is to be read now. */
  async read(): Promise<ReadResult> {
    const file = this.#current
    if (!file) return { kind: 'end' }
    const isBeginning = file.offset === 0 && !this.#isCopy
    const result = await file.read()
    if (!isBeginning || result.kind === 'truncated' || !(await this.#findMissed(file, result))) return result
    return this.read()
  }

  /** Changes with whatever happens to the files; for {@link changed}. */
  get version(): number {
    return this.#version
  }

  /** Resolves when something happened since that version. Rejects with MuxError when lines are lost, or `signal`'s reason. */
  async changed(version: number, signal: AbortSignal): Promise<void> {
    while (this.#version === version) {
      signal.throwIfAborted()
      await this.#woken(signal)
    }
    this.check()
  }

  /** Throws MuxError when the log can not be followed any further. */
  check(): void {
    if (this.#failure) throw this.#failure
  }

  /** The current file was read to its end: goes to the next, if that is due. True: read on; false: wait. */
  async advance(): Promise<boolean> {
    const next = this.#queue[0]
    if (!next) return false
    if (this.#current && !this.#isCopy && !(await this.#isDue(next))) return false
    if (this.#current && !this.#last) {
      // What was written between our read and the rotation.
      this.#last = true
      return true
    }
    const over = this.#current
    this.#begin(next.file)
    await over?.close()
    return true
  }

  /**
   * The current file was truncated. Goes on in the copy that was made of it, if there is one, and with the file after
   * that. Rejects with MuxError when lines that were not read are lost.
   */
  async recover(): Promise<void> {
    const file = this.#current
    if (!file) return
    const copy = await openCopy(file)
    if (!copy && file.isBehind) throw lost('was truncated before it was read to its end')
    file.rewind()
    if (!copy) return
    this.#queue.unshift({ file, filledAtMs: undefined })
    this.#beginCopy(copy)
  }

  /** Resolves when no file is open any more. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true
    this.#changes.close()
    this.#bump()
    await this.#looking
    await this.#current?.close()
    for (const { file } of this.#queue.splice(0)) await file.close()
  }

  /** While nobody read it, a file may have been filled, copied and truncated. True: the copy comes first. */
  async #findMissed(file: LogFile, result: ReadResult): Promise<boolean> {
    const head = result.kind === 'data' ? result.bytes.subarray(0, headBytes) : Buffer.alloc(0)
    const copy = await openMissedCopy(file, { head, known: this.#known, sinceNs: this.#sinceNs })
    if (!copy) return false
    file.rewind()
    this.#queue.unshift({ file, filledAtMs: undefined })
    this.#beginCopy(copy)
    return true
  }

  /** `file` is the first that waits. */
  #begin(file: LogFile): void {
    this.#queue.shift()
    if (!this.#isCopy) this.#sinceNs = file.modifiedNs
    this.#current = file
    this.#known.add(file.key)
    this.#isCopy = false
    this.#last = false
  }

  #beginCopy(file: LogFile): void {
    this.#current = file
    this.#known.add(file.key)
    this.#sinceNs = file.modifiedNs
    this.#isCopy = true
    this.#last = false
  }

  /** A file that nobody writes to yet shows that the old one is still in use. */
  async #isDue(next: Waiting): Promise<boolean> {
    if (this.#queue.length > 1) return true
    if (next.filledAtMs === undefined) {
      if ((await next.file.size()) > 0) next.filledAtMs = performance.now()
      this.#changes.hurry()
      return false
    }
    if (performance.now() - next.filledAtMs >= lingerMs) return true
    this.#changes.hurry()
    return false
  }

  #onChange(change: FileChange): void {
    if (this.#closed) return
    if (change === 'content') {
      this.#bump()
      // A reader that is behind has to know by how much, in case it is truncated.
      if (performance.now() - this.#lookedAtMs < noteSizeMs) return
    }
    if (this.#looking) {
      this.#lookAgain = true
      return
    }
    this.#looking = this.#look().finally(() => {
      this.#looking = undefined
      this.#bump()
      if (this.#lookAgain) this.#onChange('name')
      this.#lookAgain = false
    })
  }

  async #look(): Promise<void> {
    this.#lookedAtMs = performance.now()
    try {
      const newest = this.#newest
      // So that it is known whether something is lost when it is truncated.
      await this.#current?.size()
      const id = await idAt(this.#path)
      if (id === undefined || id === newest?.id) return
      for (const file of await openSuccessors(this.#path, newest)) this.#queue.push({ file, filledAtMs: undefined })
      if (this.#queue.length > maxWaiting) throw lost('is rotated faster than it is read')
      this.#watchNewest()
      this.#changes.hurry()
    } catch (error) {
      this.#failure ??= toFileError(this.#path, error)
    }
  }

  get #newest(): LogFile | undefined {
    return this.#queue.at(-1)?.file ?? this.#current
  }

  #watchNewest(): void {
    const newest = this.#newest
    if (newest) this.#changes.watch(newest.descriptor)
  }

  #bump(): void {
    this.#version++
    this.#wake()
  }

  #woken(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        signal.removeEventListener('abort', done)
        resolve()
      }
      this.#wake = done
      signal.addEventListener('abort', done, { once: true })
    })
  }
}

function lost(what: string): MuxError {
  return new MuxError('unavailable', `the log ${what}, so that lines are missing`)
}
