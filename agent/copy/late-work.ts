import { chmod, chown, lchown, link, lutimes, symlink, unlink, utimes } from 'node:fs/promises'
import { dirname } from 'node:path'
import { quote } from './report.ts'
import type { Report } from './report.ts'
import type { SafeName, SafePaths } from './safe-paths.ts'

/** What a member is to have besides its content; absent is left as it came to be. */
export interface Attributes {
  readonly mode?: number
  readonly owner?: { readonly uid: number; readonly gid: number }
  readonly mtime?: Date
}

/**
 * What waits until all members are there: symbolic links, so that none of an archive's own is ever followed while it is
 * extracted; and what directories are to have, for one that is read-only takes no files. Once there are such links, one may
 * stand where a directory, or a link to one, was when a member was added: each path is looked at once more.
 */
export class LateWork {
  readonly #paths: Pick<SafePaths, 'isDirectoryWithin'>
  readonly #report: Report
  readonly #links = new Map<SafeName, () => Promise<void>>()
  readonly #directories = new Map<SafeName, Attributes>()

  constructor(paths: Pick<SafePaths, 'isDirectoryWithin'>, report: Report) {
    this.#paths = paths
    this.#report = report
  }

  addSymlink(path: SafeName, target: string, attributes: Attributes): void {
    this.#links.set(path, () => this.#symlink(path, target, attributes))
  }

  /** To a symbolic link that is itself still to come. */
  addLinkTo(path: SafeName, target: SafeName): void {
    this.#links.set(path, () => this.#linkTo(path, target))
  }

  addDirectory(path: SafeName, attributes: Attributes): void {
    this.#directories.set(path, attributes)
  }

  /** A later member of the same name takes the place of a link. */
  forget(path: SafeName): void {
    this.#links.delete(path)
  }

  isLink(path: SafeName): boolean {
    return this.#links.has(path)
  }

  async finish(): Promise<void> {
    for (const make of this.#links.values()) await make()
    // What was made first is above what was made later.
    for (const [path, attributes] of [...this.#directories].reverse()) await this.#finishDirectory(path, attributes)
  }

  async #linkTo(path: SafeName, target: SafeName): Promise<void> {
    const what = `Cannot hard link to '${quote(target)}'`
    if (await this.#isParentWithin(target, path, what)) await this.#replace(path, what, () => link(target, path))
  }

  async #symlink(path: SafeName, target: string, { owner, mtime }: Attributes): Promise<void> {
    const made = await this.#replace(path, `Cannot create symlink to '${target}'`, () => symlink(target, path))
    if (!made) return
    try {
      if (owner) await lchown(path, owner.uid, owner.gid)
      if (mtime) await lutimes(path, mtime, mtime)
    } catch (error) {
      this.#report.fail(path, 'Cannot change attributes of the link', error)
    }
  }

  /** What is there gives way, unless it is a directory. */
  async #replace(path: SafeName, what: string, make: () => Promise<void>): Promise<boolean> {
    if (!(await this.#isParentWithin(path, path, what))) return false
    try {
      await make().catch(async (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error
        await unlink(path).catch(() => Promise.reject(error))
        await make()
      })
      return true
    } catch (error) {
      this.#report.fail(path, what, error)
      return false
    }
  }

  /** False, and reported of `member`, when what is to hold `path` leads out of the root by now. */
  async #isParentWithin(path: SafeName, member: SafeName, what: string): Promise<boolean> {
    const parent = dirname(path)
    if (await this.#isDirectoryWithin(parent)) return true
    this.#report.fail(member, `${what}: ${quote(parent)} leads elsewhere by now`)
    return false
  }

  #isDirectoryWithin(path: string): Promise<boolean> {
    return this.#paths.isDirectoryWithin(path).catch(() => false)
  }

  async #finishDirectory(path: SafeName, { mode, owner, mtime }: Attributes): Promise<void> {
    if (!(await this.#isDirectoryWithin(path)))
      return this.#report.fail(path, 'Cannot change attributes: it leads elsewhere by now')
    try {
      if (owner) await chown(path, owner.uid, owner.gid)
      if (mode !== undefined) await chmod(path, mode)
      if (mtime) await utimes(path, mtime, mtime)
    } catch (error) {
      this.#report.fail(path, 'Cannot change attributes', error)
    }
  }
}
