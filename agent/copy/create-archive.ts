import { once } from 'node:events'
import { constants } from 'node:fs'
import type { Stats } from 'node:fs'
import { lstat, open, readdir, readlink } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import type { Header, Pack } from 'tar-stream'
import { readAccounts } from './accounts.ts'
import type { Accounts } from './accounts.ts'
import type { Report } from './report.ts'

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants

const chunkBytes = 128 * 1024
/** What a header's own fields can hold: 11 octal digits of size, 6 of an id as tar-stream writes them, int32 seconds. */
const maxHeaderBytes = 0o77777777777
const maxHeaderId = 0o777777
const maxHeaderSeconds = 0x7fffffff
/** A name field's size, with the zero that ends it. */
const maxAccountName = 31

/**
 * Writes a file, or a directory with all that is in it, as an archive. What cannot be read is reported, and the rest goes
 * on. Files with several names are written once for each: kubectl cp makes empty files of links.
 */
export class ArchiveWriter {
  readonly #pack: Pack
  readonly #report: Report
  readonly #users: Accounts = readAccounts('/etc/passwd')
  readonly #groups: Accounts = readAccounts('/etc/group')

  constructor(options: { readonly pack: Pack; readonly report: Report }) {
    this.#pack = options.pack
    this.#report = options.report
  }

  /** Resolves when it is written, or what could be of it. Does not end the archive. */
  async add(path: string): Promise<void> {
    const stats = await lstat(path).catch((error: unknown) => this.#report.fail(path, 'Cannot stat', error))
    if (!stats) return
    if (stats.isFile()) return this.#addFile(path)
    if (stats.isDirectory()) return this.#addDirectory(path, stats)
    if (stats.isSymbolicLink()) return this.#addSymlink(path, stats)
    if (stats.isSocket()) return this.#report.notice(`${path}: socket ignored`)
    await this.#addEntry(this.#toHeader(path, stats, { type: toSpecialType(stats), ...toDeviceNumbers(stats.rdev) }))
  }

  /** In the order of their names, so that a copy that is taken up again finds the same bytes. */
  async #addDirectory(path: string, stats: Stats): Promise<void> {
    const directory = path.endsWith('/') ? path : `${path}/`
    const names = await readdir(path).catch((error: unknown) => this.#report.fail(path, 'Cannot open', error))
    if (!names) return
    await this.#addEntry(this.#toHeader(directory, stats, { type: 'directory' }))
    for (const name of names.sort()) await this.add(`${directory}${name}`)
  }

  async #addSymlink(path: string, stats: Stats): Promise<void> {
    const linkname = await readlink(path).catch((error: unknown) => this.#report.fail(path, 'Cannot readlink', error))
    if (linkname !== undefined) await this.#addEntry(this.#toHeader(path, stats, { type: 'symlink', linkname }))
  }

  async #addFile(path: string): Promise<void> {
    // Neither is asked of a file; but it may have become something else in the meantime.
    const flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK
    const file = await open(path, flags).catch((error: unknown) => this.#report.fail(path, 'Cannot open', error))
    if (!file) return
    try {
      const stats = await file.stat()
      if (!stats.isFile()) return this.#report.fail(path, 'was replaced while it was read')
      await this.#addContent(path, file, stats)
    } finally {
      await file.close()
    }
  }

  async #addContent(path: string, file: FileHandle, stats: Stats): Promise<void> {
    const entry = this.#pack.entry(this.#toHeader(path, stats, { type: 'file', size: stats.size }), () => {})
    const write = async (chunk: Buffer): Promise<void> => {
      if (!entry.write(chunk)) await once(entry, 'drain')
    }
    const copied = await this.#copy(path, file, stats.size, write)
    const zeros = Buffer.alloc(Math.min(chunkBytes, stats.size - copied))
    for (let left = stats.size - copied; left > 0; left -= zeros.length) await write(zeros.subarray(0, left))
    const written = once(entry, 'close')
    entry.end(null)
    await written
    const after = await file.stat()
    if (copied === stats.size && (after.size !== stats.size || after.ctimeMs !== stats.ctimeMs))
      this.#report.warn(path, 'file changed as we read it')
  }

  /** Resolves with how many bytes there were, at most `size`. */
  async #copy(path: string, file: FileHandle, size: number, write: (chunk: Buffer) => Promise<void>): Promise<number> {
    let position = 0
    while (position < size) {
      const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, size - position))
      const read = await file.read(buffer, 0, buffer.length, position).catch((error: unknown) => {
        this.#report.fail(path, `Read error at byte ${position}`, error)
      })
      if (!read) return position
      if (read.bytesRead === 0) {
        this.#report.warn(path, `File shrank by ${size - position} bytes; padding with zeros`)
        return position
      }
      await write(buffer.subarray(0, read.bytesRead))
      position += read.bytesRead
    }
    return position
  }

  async #addEntry(header: Header): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#pack.entry(header, (error) => (error ? reject(error) : resolve()))
    })
  }

  #toHeader(path: string, stats: Stats, kind: Partial<Header> & Pick<Header, 'type'>): Header {
    const seconds = Math.floor(stats.mtimeMs / 1000)
    const fitsTime = seconds >= 0 && seconds <= maxHeaderSeconds
    const size = kind.size ?? 0
    const pax = {
      ...(!fitsTime && { mtime: String(seconds) }),
      ...(size > maxHeaderBytes && { size: String(size) }),
      ...(stats.uid > maxHeaderId && { uid: String(stats.uid) }),
      ...(stats.gid > maxHeaderId && { gid: String(stats.gid) }),
    }
    return {
      name: toMemberName(path, this.#report),
      // With the bits of its kind: tar-stream takes a mode of 0 for none.
      mode: stats.mode,
      mtime: new Date(fitsTime ? seconds * 1000 : 0),
      uid: stats.uid,
      gid: stats.gid,
      uname: toField(this.#users.nameOf(stats.uid)),
      gname: toField(this.#groups.nameOf(stats.gid)),
      linkname: '',
      devmajor: 0,
      devminor: 0,
      ...kind,
      size,
      ...(Object.keys(pax).length > 0 && { pax }),
    }
  }
}

function toField(name: string | undefined): string {
  return name !== undefined && Buffer.byteLength(name) <= maxAccountName ? name : ''
}

function toSpecialType(stats: Stats): 'fifo' | 'block-device' | 'character-device' {
  if (stats.isFIFO()) return 'fifo'
  return stats.isBlockDevice() ? 'block-device' : 'character-device'
}

/** As makedev(3) of glibc and musl puts them together, the low 32 bits of it. */
function toDeviceNumbers(rdev: number): { readonly devmajor: number; readonly devminor: number } {
  return { devmajor: (rdev >>> 8) & 0xfff, devminor: (rdev & 0xff) | ((rdev >>> 12) & 0xfff00) }
}

/** A name within an archive: neither absolute, nor through a parent directory, so that it stays where it is extracted. */
function toMemberName(path: string, report: Report): string {
  const { prefix, rest } = splitName(path)
  if (prefix !== '') report.notice(`Removing leading \`${prefix}' from member names`)
  return rest === '' ? '.' : rest
}

/** As GNU tar: everything up to the last `..`, and the slashes after that. */
function splitName(path: string): { readonly prefix: string; readonly rest: string } {
  const prefix = /^(?:.*\/)?\.\.(?=\/|$)\/*|^\/+/s.exec(path)?.[0] ?? ''
  return { prefix, rest: path.slice(prefix.length) }
}
