import { randomBytes } from 'node:crypto'
import { chmod, open, readdir, realpath, rm } from 'node:fs/promises'
import { createConnection, createServer } from 'node:net'
import type { Server } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { StorageError, unusable } from './errors.ts'

/** Keeps a directory for this process until it is released. */
export interface DirectoryLock {
  /** Idempotent. */
  release(): Promise<void>
}

const maxAttempts = 6
const maxPauseMs = 150
const socketName = /^lock-(\d+)-[0-9a-f]{16}\.sock$/

/**
 * Takes `dir`, which must exist, for this process alone. Throws StorageError `unavailable` that names the process that has it.
 *
 * A process that has or wants the directory listens on a Unix socket of its own name in it. The kernel refuses connections
 * to a process that is gone, however it went, in whatever network or process namespace it was. Each first
 * listens, then looks for others: of two, at least the later one sees the other, and gives way.
 */
export async function lockDirectory(dir: string): Promise<DirectoryLock> {
  for (let attempt = 1; ; attempt++) {
    const candidate = await Candidate.listen(dir)
    const others = await candidate.livingOthers()
    if (others.length === 0) {
      await candidate.removeDead()
      return candidate
    }
    await candidate.release()
    // It may be a server that starts at the same moment and gives way as well.
    if (attempt === maxAttempts) throw new StorageError('unavailable', busyMessage(dir, others))
    await delay(Math.random() * maxPauseMs)
  }
}

/** Takes several directories, which may be the same one. */
export async function lockDirectories(dirs: readonly string[]): Promise<DirectoryLock> {
  const locks: DirectoryLock[] = []
  const release = async (): Promise<void> => {
    await Promise.all(locks.map((lock) => lock.release()))
  }
  try {
    for (const dir of new Set(await Promise.all(dirs.map(resolved)))) locks.push(await lockDirectory(dir))
    return { release }
  } catch (error) {
    await release()
    throw error
  }
}

async function resolved(dir: string): Promise<string> {
  return realpath(dir).catch((error: unknown) => {
    throw unusable(dir, error)
  })
}

function busyMessage(dir: string, others: readonly string[]): string {
  const pid = socketName.exec(others[0] ?? '')?.[1]
  return `${dir} is open in another server (process ${pid}): stop that one first, or use another directory`
}

class Candidate implements DirectoryLock {
  readonly #dir: string
  readonly #name: string
  readonly #server: Server
  readonly #closeAddresses: () => Promise<void>
  readonly #addressOf: (name: string) => string
  #dead: string[] = []
  #released: Promise<void> | undefined

  static async listen(dir: string): Promise<Candidate> {
    const name = `lock-${process.pid}-${randomBytes(8).toString('hex')}.sock`
    try {
      const addresses = await openAddresses(dir)
      const server = await listen(addresses.of(name)).catch(async (error: unknown) => {
        await addresses.close()
        throw error
      })
      await chmod(join(dir, name), 0o600)
      return new Candidate({ dir, name, server, addresses })
    } catch (error) {
      throw unusable(dir, error)
    }
  }

  private constructor(options: { dir: string; name: string; server: Server; addresses: Addresses }) {
    this.#dir = options.dir
    this.#name = options.name
    this.#server = options.server
    this.#addressOf = options.addresses.of
    this.#closeAddresses = options.addresses.close
  }

  async livingOthers(): Promise<string[]> {
    const names = (await readdir(this.#dir)).filter((name) => socketName.test(name) && name !== this.#name)
    const alive = await Promise.all(names.map((name) => isListening(this.#addressOf(name))))
    this.#dead = names.filter((_, at) => !alive[at])
    return names.filter((_, at) => alive[at])
  }

  async removeDead(): Promise<void> {
    await Promise.all(this.#dead.map((name) => rm(join(this.#dir, name), { force: true })))
  }

  release(): Promise<void> {
    this.#released ??= this.#release()
    return this.#released
  }

  async #release(): Promise<void> {
    await rm(join(this.#dir, this.#name), { force: true }).catch(() => undefined)
    await new Promise((resolve) => this.#server.close(resolve))
    await this.#closeAddresses()
  }
}

/** How sockets in a directory are addressed. */
interface Addresses {
  readonly of: (name: string) => string
  readonly close: () => Promise<void>
}

/** An address has at most 107 bytes, a path may have more: Linux reaches the directory by a descriptor. */
async function openAddresses(dir: string): Promise<Addresses> {
  if (process.platform !== 'linux') return { of: (name) => join(dir, name), close: async () => undefined }
  const handle = await open(dir, 'r')
  return { of: (name) => `/proc/self/fd/${handle.fd}/${name}`, close: () => handle.close() }
}

function listen(address: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', reject)
    // The lock alone keeps no process alive.
    server.listen(address, () => resolve(server.unref()))
  })
}

function isListening(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(address)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    // Anything else than these two, such as a full backlog or a socket of another user, is a sign of life.
    socket.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT')
    })
  })
}
