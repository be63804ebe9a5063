import { chmod, chown, lchown, link, lutimes, symlink, unlink, utimes } from 'node:fs/promises'
import type { Report } from './report.ts'
import type { SafeName } from './safe-paths.ts'

/** What a member is to have besides its content; absent is left as it came to be. */
export interface Attributes {
  readonly mode?: number
  readonly owner?: { readonly uid: number; readonly gid: number }
  readonly mtime?: Date
}

/**
 * What waits until all members are there: symbolic links, so that none of an archive's own is ever followed while it is
 * extracted; and what directories are to have, for one that is read-only takes no files.
 */
export class LateWork {
  readonly #report: Report
  readonly #links = new Map<SafeName, () => Promise<void>>()
  readonly #directories = new Map<SafeName, Attributes>()

  constructor(report: Report) {
    this.#report = report
  }

  addSymlink(path: SafeName, target: string, attributes: Attributes): void {
    this.#links.set(path, () => this.#symlink(path, target, attributes))
  }

  /** To a symbolic link that is itself still to come. */
  addLinkTo(path: SafeName, target: SafeName): void {
    this.#links.set(path, () =>
      this.#replace(path, `Cannot hard link to '${target}'`, () => link(target, path)).then(() => {}),
    )
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

  async #finishDirectory(path: SafeName, { mode, owner, mtime }: Attributes): Promise<void> {
    try {
      if (owner) await chown(path, owner.uid, owner.gid)
      if (mode !== undefined) await chmod(path, mode)
      if (mtime) await utimes(path, mtime, mtime)
    } catch (error) {
      this.#report.fail(path, 'Cannot change attributes', error)
    }
  }
}
