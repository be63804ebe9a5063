import { access, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { AppendError, writeAll } from './line-sink.ts'
import type { LineSink } from './line-sink.ts'

export interface LogFileOptions {
  readonly path: string
  /** A file that would grow beyond it is set aside first. */
  readonly maxBytes: number
  /** Older ones are removed; 0 keeps all. */
  readonly maxBackups: number
  /** Likewise, in days; 0 keeps all. */
  readonly maxAgeDays: number
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Told what went wrong where writing goes on all the same. */
  readonly warn: (fields: object, message: string) => void
}

const newline = 0x0a
const fileMode = 0o600
const dirMode = 0o700
const tailBytes = 64 * 1024

/**
 * A file that one process appends lines to, and sets aside when it is large. It never ends within a line for long: what
 * a full disk cut is taken back at once, what a killed process left is cut when the file is opened. A file that somebody
 * else has moved away or removed is made anew. What is no regular file, such as a pipe, is only written to.
 */
export class LogFile implements LineSink {
  readonly #options: LogFileOptions
  #opened: OpenedFile

  private constructor(options: LogFileOptions, opened: OpenedFile) {
    this.#options = options
    this.#opened = opened
  }

  /** Makes the file and its directory where they are not there. Rejects with the system's error. */
  static async open(options: LogFileOptions): Promise<LogFile> {
    await mkdir(dirname(options.path), { recursive: true, mode: dirMode })
    const log = new LogFile(options, await openFile(options))
    await log.#prune()
    return log
  }

  async append(lines: Buffer): Promise<void> {
    await this.#prepare(lines.length)
    const { file } = this.#opened
    try {
      await writeAll(lines, async (rest) => (await file.write(rest)).bytesWritten)
    } catch (error) {
      if (!(error instanceof AppendError)) throw error
      throw new AppendError(await this.#takeBack(lines, error.writtenBytes), error.cause)
    }
  }

  async close(): Promise<void> {
    await this.#opened.file.close()
  }

  async #prepare(bytes: number): Promise<void> {
    if (!this.#opened.isRegular) return
    const { path, maxBytes } = this.#options
    try {
      const [there, own] = await Promise.all([stat(path).catch(() => undefined), this.#opened.file.stat()])
      const isOurs = there?.ino === own.ino && there.dev === own.dev
      if (isOurs && (own.size === 0 || own.size + bytes <= maxBytes)) return
      if (isOurs) await setAside(path, this.#options.now())
      await this.#reopen()
      await this.#prune()
    } catch (err) {
      // The older file is open still, under whatever name: no event is lost by it.
      this.#options.warn({ err, path }, 'the audit log could not be rotated, and grows')
    }
  }

  async #reopen(): Promise<void> {
    const { file } = this.#opened
    this.#opened = await openFile(this.#options)
    await file.close()
  }

  async #prune(): Promise<void> {
    if (this.#opened.isRegular) await pruneBackups(this.#options.path, { ...this.#options, nowMs: this.#options.now() })
  }

  /** Cuts the part of a line that was written last. Returns how many bytes of `lines` are in the file. */
  async #takeBack(lines: Buffer, writtenBytes: number): Promise<number> {
    const { file, isRegular } = this.#opened
    const wholeBytes = lines.subarray(0, writtenBytes).lastIndexOf(newline) + 1
    if (!isRegular || wholeBytes === writtenBytes) return writtenBytes
    try {
      const { size } = await file.stat()
      await file.truncate(size - (writtenBytes - wholeBytes))
      return wholeBytes
    } catch {
      // Then its other part goes on where this one ended.
      return writtenBytes
    }
  }
}

interface OpenedFile {
  readonly file: FileHandle
  readonly isRegular: boolean
}

async function openFile({ path, warn }: LogFileOptions): Promise<OpenedFile> {
  const file = await open(path, 'a+', fileMode)
  try {
    const isRegular = (await file.stat()).isFile()
    const cutBytes = isRegular ? await cutTornLine(file) : 0
    if (cutBytes > 0) warn({ path, cutBytes }, 'the audit log ended within a line, which was cut')
    return { file, isRegular }
  } catch (error) {
    await file.close()
    throw error
  }
}

/** Cuts what comes after the last newline. Returns how many bytes that was. */
async function cutTornLine(file: FileHandle): Promise<number> {
  const { size } = await file.stat()
  let end = size
  while (end > 0) {
    const start = Math.max(0, end - tailBytes)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start)
    const last = buffer.subarray(0, bytesRead).lastIndexOf(newline)
    end = last < 0 ? start : start + last + 1
    if (last >= 0) break
  }
  if (end < size) await file.truncate(end)
  return size - end
}

const dayMs = 24 * 60 * 60 * 1000
/** In the names of files that were set aside, as kube-apiserver names them: `audit-2026-11-21T15-04-05.000.log`. */
const timePattern = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d\.\d{3})$/

/** Renames the file after the time, in UTC. Never over another one. */
async function setAside(path: string, nowMs: number): Promise<void> {
  let timeMs = nowMs
  while (await exists(toBackupPath(path, timeMs))) timeMs++
  await rename(path, toBackupPath(path, timeMs))
}

interface Keep {
  /** The newest are kept; 0 keeps all. */
  readonly maxBackups: number
  /** 0 keeps all. */
  readonly maxAgeDays: number
  readonly nowMs: number
}

/** Removes files that were set aside, and are too many or too old. */
async function pruneBackups(path: string, { maxBackups, maxAgeDays, nowMs }: Keep): Promise<void> {
  const backups = (await listBackups(path)).toSorted((a, b) => b.timeMs - a.timeMs)
  for (const [index, backup] of backups.entries()) {
    const isTooMuch = maxBackups > 0 && index >= maxBackups
    const isTooOld = maxAgeDays > 0 && nowMs - backup.timeMs > maxAgeDays * dayMs
    if (isTooMuch || isTooOld) await rm(backup.path, { force: true })
  }
}

interface Backup {
  readonly path: string
  readonly timeMs: number
}

async function listBackups(path: string): Promise<readonly Backup[]> {
  const [dir, extension] = [dirname(path), extname(path)]
  const prefix = `${basename(path, extension)}-`
  const names = (await readdir(dir)).filter((name) => name.startsWith(prefix) && name.endsWith(extension))
  return names.flatMap((name) => {
    const timeMs = toTimeMs(name.slice(prefix.length, name.length - extension.length))
    return timeMs === undefined ? [] : [{ path: join(dir, name), timeMs }]
  })
}

function toTimeMs(text: string): number | undefined {
  const [, date, hours, minutes, seconds] = timePattern.exec(text) ?? []
  return date === undefined ? undefined : Date.parse(`${date}T${hours}:${minutes}:${seconds}Z`)
}

function toBackupPath(path: string, timeMs: number): string {
  const extension = extname(path)
  const time = new Date(timeMs).toISOString().slice(0, -1).replaceAll(':', '-')
  return join(dirname(path), `${basename(path, extension)}-${time}${extension}`)
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
