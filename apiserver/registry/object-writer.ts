import { setTimeout as delay } from 'node:timers/promises'
import type { KubeObject, StoredObject } from '../api/meta/object.ts'
import type { ResourceInfo } from '../api/meta/resource-info.ts'
import { StorageError } from '../storage/errors.ts'
import { storageKey } from './keys.ts'
import type { ObjectCache } from './object-cache.ts'
import type { ObjectKey } from './rest-storage.ts'
import { notFound, translateStorageError } from './status-errors.ts'

/** Attempts against writers of other processes. Writers of this one wait in line instead. */
const maxAttempts = 16
const retryDelayMs = 5

/** `commit` false: a dry run, which changes nothing and returns what would have been stored. */
interface Commit {
  readonly commit: boolean
}

/** Reads, changes and commits single objects of one resource. */
export class ObjectWriter {
  readonly #info: ResourceInfo
  readonly #cache: ObjectCache
  readonly #lock = new KeyLock()

  constructor(options: { info: ResourceInfo; cache: ObjectCache }) {
    this.#info = options.info
    this.#cache = options.cache
  }

  /** Throws ApiError 404. */
  read(key: ObjectKey): StoredObject {
    const subject = { info: this.#info, name: key.name }
    try {
      const stored = this.#cache.getObject(storageKey(this.#info, key))
      if (stored !== undefined) return stored
    } catch (error) {
      throw translateStorageError(error, subject)
    }
    throw notFound(subject)
  }

  /**
   * Calls `work` with the current object while no other writer of this process has it, and again with a newer one when
   * a writer of another process was faster. Throws ApiError 404 without an object, 409 when it never wins.
   */
  async withCurrent<T>(key: ObjectKey, work: (current: StoredObject) => Promise<T>): Promise<T> {
    return this.#lock.run(storageKey(this.#info, key), async () => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await work(this.read(key))
        } catch (error) {
          const lost = error instanceof StorageError && error.code === 'conflict'
          if (!lost || attempt >= maxAttempts) throw translateStorageError(error, { info: this.#info, name: key.name })
        }
        await delay(attempt * retryDelayMs)
      }
    })
  }

  /** Stores a new object; undefined when the name is taken. */
  async insert(object: KubeObject, { commit }: Commit): Promise<StoredObject | undefined> {
    const key = storageKey(this.#info, object.metadata)
    try {
      if (this.#cache.getObject(key) !== undefined) return undefined
      if (!commit) return unstored(object, 0)
      return await this.#cache.commitObject({ type: 'put', key, object, expectedRevision: 0 })
    } catch (error) {
      if (error instanceof StorageError && error.code === 'exists') return undefined
      throw translateStorageError(error, { info: this.#info, name: object.metadata.name })
    }
  }

  /** For use in `withCurrent`. Throws StorageError. */
  async replace(current: StoredObject, object: KubeObject, { commit }: Commit): Promise<StoredObject> {
    if (!commit) return unstored(object, current.revision)
    const key = storageKey(this.#info, object.metadata)
    return this.#cache.commitObject({ type: 'put', key, object, expectedRevision: current.revision })
  }

  /** For use in `withCurrent`. Throws StorageError. */
  async remove(current: StoredObject, { commit }: Commit): Promise<void> {
    if (!commit) return
    const key = storageKey(this.#info, current.object.metadata)
    await this.#cache.commitObject({ type: 'delete', key, expectedRevision: current.revision })
  }
}

/** An object that is in no store, such as what a dry run would have written; `revision` is the last that is stored. */
export function unstored(object: KubeObject, revision: number): StoredObject {
  return { object, bytes: Buffer.from(JSON.stringify(object)), revision }
}

/**
 * Runs work on one key after the other, in the order of asking, so that writers of one object wait for each other's
 * commit instead of failing on it. Bounded by the requests that are under way.
 */
export class KeyLock {
  readonly #tails = new Map<string, Promise<unknown>>()

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key)
    const mine = before === undefined ? work() : before.then(work)
    const tail = mine.catch(() => {})
    this.#tails.set(key, tail)
    try {
      return await mine
    } finally {
      if (this.#tails.get(key) === tail) this.#tails.delete(key)
    }
  }
}
