import { constants } from 'node:fs'
import { link, lstat, mkdir, open, unlink } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { extract } from 'tar-stream'
import type { Header } from 'tar-stream'
import { readAccounts } from './accounts.ts'
import { LateWork } from './late-work.ts'
import type { Attributes } from './late-work.ts'
import { quote } from './report.ts'
import type { Report } from './report.ts'
import { SafePaths } from './safe-paths.ts'
import type { SafeName } from './safe-paths.ts'

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants

interface ExtractionOptions {
  readonly keepTimes: boolean
  /** Counts for root alone, as with GNU tar; others make files of their own. */
  readonly keepOwners: boolean
}

/** Writes the members of an archive into the working directory, and nowhere else. */
class Extraction {
  readonly #paths: SafePaths
  readonly #late: LateWork
  readonly #report: Report
  readonly #keepTimes: boolean
  readonly #keepOwners: boolean
  readonly #umask = process.umask()
  readonly #users = readAccounts('/etc/passwd')
  readonly #groups = readAccounts('/etc/group')

  private constructor(paths: SafePaths, report: Report, options: ExtractionOptions) {
    this.#paths = paths
    this.#report = report
    this.#late = new LateWork(paths, report)
    this.#keepTimes = options.keepTimes
    this.#keepOwners = options.keepOwners && process.geteuid?.() === 0
  }

  static async open(report: Report, options: ExtractionOptions): Promise<Extraction> {
    return new Extraction(await SafePaths.open(report), report, options)
  }

  /** Rejects only when `content` does: what cannot be written is reported. `content` may be left unread. */
  async add(header: Header, content: AsyncIterable<Buffer>): Promise<void> {
    const name = this.#paths.toSafeName(header.name, 'member names')
    if (name === undefined) return
    // The directory itself is its owner's business.
    if (name === '') return
    if (!(await this.#paths.ensureParent(name))) return
    this.#late.forget(name)
    const attributes = this.#toAttributes(header)
    if (header.type === 'directory') return this.#addDirectory(name, attributes)
    if (header.type === 'symlink') return this.#late.addSymlink(name, header.linkname, attributes)
    if (header.type === 'link') return this.#addLink(name, header.linkname)
    if (header.type === 'file' || header.type === 'contiguous-file') return this.#addFile(name, content, attributes)
    this.#report.fail(name, `Cannot extract: a ${header.type ?? 'member of unknown type'} is not made here`)
  }

  /** Does what had to wait for the last member. */
  async finish(): Promise<void> {
    await this.#late.finish()
  }

  async #addDirectory(name: SafeName, attributes: Attributes): Promise<void> {
    try {
      await mkdir(name).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error
        if (!(await this.#paths.isDirectoryWithin(name))) await unlink(name).then(() => mkdir(name))
      })
      this.#late.addDirectory(name, attributes)
    } catch (error) {
      this.#report.fail(name, 'Cannot mkdir', error)
    }
  }

  async #addLink(name: SafeName, linkname: string): Promise<void> {
    const target = this.#paths.toSafeName(linkname, 'hard link targets')
    if (target === undefined || target === name) return
    if (this.#late.isLink(target)) return this.#late.addLinkTo(name, target)
    if (!(await this.#paths.ensureParent(target))) return
    try {
      await link(target, name).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error
        await removeFile(name, error)
        await link(target, name)
      })
    } catch (error) {
      this.#report.fail(name, `Cannot hard link to '${quote(target)}'`, error)
    }
  }

  async #addFile(name: SafeName, content: AsyncIterable<Buffer>, attributes: Attributes): Promise<void> {
    const file = await openNew(name).catch((error: unknown) => this.#report.fail(name, 'Cannot open', error))
    if (!file) return
    try {
      if (await this.#write(name, file, content)) await this.#complete(name, file, attributes)
    } finally {
      await file.close().catch((error: unknown) => this.#report.fail(name, 'Cannot close', error))
    }
  }

  /** Whatever happens, all of `content` is taken: the next member comes after it. */
  async #write(name: SafeName, file: FileHandle, content: AsyncIterable<Buffer>): Promise<boolean> {
    let failure: unknown
    for await (const chunk of content) {
      if (failure === undefined) await writeAll(file, chunk).catch((error: unknown) => (failure = error))
    }
    if (failure !== undefined) this.#report.fail(name, 'Cannot write', failure)
    return failure === undefined
  }

  async #complete(name: SafeName, file: FileHandle, { mode, owner, mtime }: Attributes): Promise<void> {
    try {
      if (owner) await file.chown(owner.uid, owner.gid)
      if (mode !== undefined) await file.chmod(mode)
      if (mtime) await file.utimes(mtime, mtime)
    } catch (error) {
      this.#report.fail(name, 'Cannot change attributes', error)
    }
  }

  #toAttributes({ mode, mtime, uid, gid, uname, gname, pax }: Header): Attributes {
    // tar-stream leaves to us what pax says besides names and sizes.
    const extra = (pax ?? {}) as Readonly<Record<string, string>>
    const owner = {
      uid: this.#users.idOf(uname) ?? toId(extra['uid']) ?? uid,
      gid: this.#groups.idOf(gname) ?? toId(extra['gid']) ?? gid,
    }
    return {
      mode: this.#keepOwners ? mode & 0o7777 : mode & 0o777 & ~this.#umask,
      ...(this.#keepOwners && { owner }),
      ...(this.#keepTimes && { mtime: toTime(extra['mtime']) ?? mtime }),
    }
  }
}

/** Never writes into what is there, which may be a link, or have other names: it gives way. */
async function openNew(name: SafeName): Promise<FileHandle> {
  const create = () => open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
  return create().catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
    await removeFile(name, error)
    return create()
  })
}

/** Rejects with `otherwise` when it is a directory. */
async function removeFile(name: SafeName, otherwise: Error): Promise<void> {
  if ((await lstat(name)).isDirectory()) throw otherwise
  await unlink(name)
}

async function writeAll(file: FileHandle, chunk: Buffer): Promise<void> {
  for (let offset = 0; offset < chunk.length;) {
    const { bytesWritten } = await file.write(chunk, offset)
    offset += bytesWritten
  }
}

function toId(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined
}

function toTime(text: string | undefined): Date | undefined {
  const seconds = text === undefined ? Number.NaN : Number(text)
  return Number.isFinite(seconds) ? new Date(seconds * 1000) : undefined
}

/** Extracts an archive into the working directory. What goes wrong is reported; resolves in any case. */
export async function extractArchive(source: Readable, report: Report, options: ExtractionOptions): Promise<void> {
  const extraction = await Extraction.open(report, options)
  const archive = extract()
  let isEmpty = true
  // From here to the loop nothing waits: whoever listens to `source` takes from it.
  source.once('data', () => (isEmpty = false))
  source.once('error', (error) => archive.destroy(error))
  source.pipe(archive)
  try {
    for await (const entry of archive) {
      await extraction.add(entry.header, entry as AsyncIterable<unknown> as AsyncIterable<Buffer>)
      entry.resume()
    }
    if (isEmpty) report.failArchive('This does not look like a tar archive')
  } catch (error) {
    report.failArchive(`The archive is damaged: ${(error as Error).message}`)
  }
  await extraction.finish()
  // A client that has more to send would keep this program.
  source.destroy()
}
