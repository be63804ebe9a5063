import { readdir } from 'node:fs/promises'
import type { Logger } from 'pino'
import { makePrivateDir } from '../pki/key-files.ts'

export interface RevocationListOptions {
  /** Made where it is not there. The names in it are serial numbers. */
  readonly dir: string
  readonly log: Pick<Logger, 'info' | 'error'>
  /** Default a second. */
  readonly intervalMs?: number
}

/**
 * The serial numbers that are revoked, as the directory has them: it is read again and again, for no notification comes from
 * every file system. What was revoked once stays so while this process runs, whatever becomes of the directory.
 */
export class RevocationList {
  readonly #options: RevocationListOptions
  readonly #serials = new Set<string>()
  readonly #listeners: ((serials: readonly string[]) => void)[] = []
  #timer: NodeJS.Timeout | undefined
  #failed = false
  #closed = false

  private constructor(options: RevocationListOptions) {
    this.#options = options
  }

  /** Rejects with an Error that names the directory: a server that cannot know who is revoked must not start. */
  static async open(options: RevocationListOptions): Promise<RevocationList> {
    const list = new RevocationList(options)
    await makePrivateDir(options.dir)
    await list.#read()
    list.#schedule()
    return list
  }

  /** `serial` in lower-case hex. */
  has(serial: string): boolean {
    return this.#serials.has(serial)
  }

  /** Calls `listener` with what is revoked from now on. */
  onRevoked(listener: (serials: readonly string[]) => void): void {
    this.#listeners.push(listener)
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  #schedule(): void {
    if (this.#closed) return
    this.#timer = setTimeout(() => void this.#refresh(), this.#options.intervalMs ?? 1000).unref()
  }

  async #refresh(): Promise<void> {
    const { dir, log } = this.#options
    try {
      await this.#read()
      this.#failed = false
    } catch (err) {
      // Once: it is tried every second.
      if (!this.#failed) log.error({ err, dir }, 'cannot read which users are revoked; those known so far stay so')
      this.#failed = true
    }
    this.#schedule()
  }

  async #read(): Promise<void> {
    const { dir, log } = this.#options
    const names = await readdir(dir).catch((cause: unknown) => {
      throw new Error(`${dir} cannot be read: ${String(cause)}`, { cause })
    })
    const fresh = names.map((name) => name.toLowerCase()).filter((name) => isSerial(name) && !this.#serials.has(name))
    if (fresh.length === 0) return
    for (const serial of fresh) this.#serials.add(serial)
    log.info({ serials: fresh.slice(0, 10), count: fresh.length }, 'certificates are revoked')
    for (const listener of this.#listeners) listener(fresh)
  }
}

function isSerial(name: string): boolean {
  return /^[0-9a-f]+$/.test(name)
}
