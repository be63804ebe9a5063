import { mkdir, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { Report } from './report.ts'

/** Not an absolute name, and not one through a parent directory; relative to the directory that is extracted to. */
export type SafeName = string & { readonly safe: true }

/** Keeps the members of an archive within one directory. */
export class SafePaths {
  readonly #root: string
  readonly #report: Report
  /** The last parent that was looked at: members of one directory follow each other. */
  #known = ''

  private constructor(root: string, report: Report) {
    this.#root = root
    this.#report = report
  }

  /** For the working directory. */
  static async open(report: Report): Promise<SafePaths> {
    return new SafePaths(await realpath('.'), report)
  }

  /** The name without what leads out of the directory; '' for the directory itself. Undefined, and reported, if it cannot be. */
  toSafeName(name: string, what: 'member names' | 'hard link targets'): SafeName | undefined {
    const parts = name.split('/').filter((part) => part !== '' && part !== '.')
    if (parts.includes('..')) return this.#refuse(name, "Member name contains '..'")
    // The decoder puts U+FFFD where bytes are not UTF-8: written so, the file would have another name than it had.
    if (/[\0\ufffd]/.test(name)) return this.#refuse(name, 'Member name is not valid UTF-8')
    if (name.startsWith('/')) this.#report.notice(`Removing leading \`/' from ${what}`)
    return parts.join('/') as SafeName
  }

  /**
   * Makes the directories above `name`. False, and reported, when one cannot be made, or leads out of the directory as a
   * symbolic link: one that was there before, for the archive's own are made when all else is.
   */
  async ensureParent(name: SafeName): Promise<boolean> {
    const parts = name.split('/').slice(0, -1)
    const parent = parts.join('/')
    if (parent === this.#known) return true
    for (const depth of parts.keys()) {
      if (!(await this.#ensureDirectory(parts.slice(0, depth + 1).join('/'), name))) return false
    }
    this.#known = parent
    return true
  }

  /** Whether that is now a directory within the root, or a link to one, with every link on the way followed. */
  async isDirectoryWithin(path: string): Promise<boolean> {
    const target = await realpath(path).catch(() => undefined)
    if (target === undefined || !this.#contains(target)) return false
    return (await stat(target)).isDirectory()
  }

  #refuse(name: string, why: string): undefined {
    this.#report.fail(name, why)
    return undefined
  }

  async #ensureDirectory(path: string, member: SafeName): Promise<boolean> {
    try {
      await mkdir(path)
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        this.#report.fail(member, 'Cannot open', error)
        return false
      }
    }
    if (await this.isDirectoryWithin(path).catch(() => false)) return true
    this.#report.fail(member, `Cannot open: ${path} is not a directory within ${this.#root}`)
    return false
  }

  #contains(path: string): boolean {
    return path === this.#root || path.startsWith(this.#root === sep ? sep : join(this.#root, sep))
  }
}
