import { setTimeout as delay } from 'node:timers/promises'
import type { StoredObject } from '../../api/meta/object.ts'
import type { Backend, BackendList, Change, StorageEvent, StoredRecord } from '../backend.ts'
import { StorageError } from '../errors.ts'
import { EventLog } from '../event-log.ts'
import { mapEvents } from './cache-event.ts'
import type { CacheEvent } from './cache-event.ts'
import { Contents, isObjectKey } from './contents.ts'
import type {
  ObjectChange,
  ObjectEvent,
  ObjectFollower,
  ObjectList,
  WatchCache,
  WatchCacheOptions,
} from './contract.ts'
import { decodeObject, encodeObject, toCachedObject, withRevision } from './object-codec.ts'
import { ObjectFollowers } from './object-followers.ts'
import { RevisionWaiters } from './revision-waiters.ts'

const defaultVisibleTimeoutMs = 5000
const firstRetryMs = 100
const maxRetryMs = 10_000

/** The watch cache: `Contents` kept current by the backend's watch, and the log of what changed. */
class CachedBackend implements WatchCache {
  readonly #backend: Backend
  readonly #options: WatchCacheOptions
  readonly #log: EventLog<CacheEvent>
  readonly #waiters: RevisionWaiters
  readonly #followers = new ObjectFollowers()
  readonly #stop = new AbortController()
  readonly #following: Promise<void>
  #contents: Contents
  #failure: StorageError | undefined
  #retryMs = firstRetryMs

  /** See `openWatchCache`. */
  static async open(backend: Backend, options: WatchCacheOptions): Promise<CachedBackend> {
    return new CachedBackend(backend, await backend.list(''), options)
  }

  private constructor(backend: Backend, list: BackendList, options: WatchCacheOptions) {
    this.#backend = backend
    this.#options = options
    this.#contents = new Contents(list)
    this.#log = new EventLog({ ...options, revision: list.revision })
    this.#waiters = new RevisionWaiters(options.visibleTimeoutMs ?? defaultVisibleTimeoutMs)
    this.#following = this.#follow()
  }

  get progressRevision(): number {
    return this.#log.revision
  }

  get writeFailure(): StorageError | undefined {
    return this.#backend.writeFailure
  }

  getObject(key: string): StoredObject | undefined {
    this.#assertUsable()
    return this.#contents.getObject(key)
  }

  listObjects(prefix: string): ObjectList {
    this.#assertUsable()
    return { items: this.#contents.listObjects(prefix), revision: this.#log.revision }
  }

  watchObjects(prefix: string, fromRevision: number, signal: AbortSignal): AsyncIterable<ObjectEvent> {
    return mapEvents(this.#log.watch(prefix, fromRevision, signal), ({ object }) => object)
  }

  followObjects(prefix: string, follower: ObjectFollower): () => void {
    this.#assertUsable()
    return this.#followers.add({ prefix, follower }, this.#contents)
  }

  async commitObject(change: ObjectChange): Promise<StoredObject> {
    this.#assertUsable()
    if (!isObjectKey(change.key)) throw new TypeError(`${change.key} is not the key of an object`)
    return change.type === 'put' ? this.#putObject(change) : this.#deleteObject(change)
  }

  async list(prefix: string): Promise<BackendList> {
    this.#assertUsable()
    return { items: this.#contents.listRecords(prefix), revision: this.#log.revision }
  }

  async get(key: string): Promise<StoredRecord | undefined> {
    this.#assertUsable()
    return this.#contents.getRecord(key)
  }

  async commit(change: Change): Promise<number> {
    this.#assertUsable()
    if (change.type === 'put' && isObjectKey(change.key)) decodeObject({ ...change, revision: 0 })
    const revision = await this.#backend.commit(change)
    await this.#visible(revision)
    return revision
  }

  watch(prefix: string, fromRevision: number, signal: AbortSignal): AsyncIterable<StorageEvent> {
    return mapEvents(this.#log.watch(prefix, fromRevision, signal), ({ storage }) => storage)
  }

  async compactedRevision(): Promise<number> {
    this.#assertUsable()
    return this.#log.compactedRevision
  }

  async close(): Promise<void> {
    this.#failure ??= new StorageError('closed', 'the cache is closed')
    this.#stop.abort()
    await this.#backend.close()
    await this.#following
    this.#waiters.skipped(Infinity)
    this.#log.close()
  }

  async #putObject(change: Extract<ObjectChange, { type: 'put' }>): Promise<StoredObject> {
    const { type, key, expectedRevision } = change
    const encoded = encodeObject(change.object)
    const contents = this.#contents
    contents.expect(encoded)
    try {
      const revision = await this.#backend.commit({ type, key, value: encoded.value, expectedRevision })
      const event = await this.#visible(revision)
      return event?.object?.item ?? toCachedObject(encoded, { key, revision })
    } finally {
      contents.forget(encoded)
    }
  }

  async #deleteObject(change: Extract<ObjectChange, { type: 'delete' }>): Promise<StoredObject> {
    const before = this.#contents.getObject(change.key)
    const revision = await this.#backend.commit(change)
    const event = await this.#visible(revision)
    if (event?.object) return event.object.item
    if (before) return withRevision(before, revision)
    throw new StorageError('unavailable', `${change.key} was deleted, but is not yet known to the cache`)
  }

  async #visible(revision: number): Promise<CacheEvent | undefined> {
    if (revision <= this.#log.revision || this.#failure) return this.#log.find(revision)
    return this.#waiters.wait(revision)
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stop
    while (!this.#failure) {
      try {
        for await (const event of this.#backend.watch('', this.#log.revision, signal)) this.#apply(event)
        this.#fail(new StorageError('unavailable', 'the backend ended its watch'))
      } catch (error) {
        await this.#recover(error)
      }
    }
  }

  #apply(event: StorageEvent): void {
    if (event.revision <= this.#log.revision) {
      throw new StorageError('damaged', `revision ${event.revision} came after ${this.#log.revision}`)
    }
    const applied = this.#contents.apply(event)
    this.#retryMs = firstRetryMs
    if (applied.object !== undefined) this.#followers.changed(applied.object)
    this.#log.append(applied)
    this.#waiters.reached(applied)
  }

  async #recover(error: unknown): Promise<void> {
    if (this.#failure) return
    const { log } = this.#options
    const code = error instanceof StorageError ? error.code : undefined
    if (code !== 'compacted' && code !== 'unavailable') return this.#fail(error)
    log.warn({ err: error, revision: this.#log.revision }, 'the watch cache lost its backend, catching up')
    try {
      if (code === 'unavailable') await this.#pause()
      else await this.#reload()
    } catch (reloadError) {
      await this.#recover(reloadError)
    }
  }

  async #pause(): Promise<void> {
    const retryMs = this.#retryMs
    this.#retryMs = Math.min(retryMs * 2, maxRetryMs)
    await delay(retryMs, undefined, { signal: this.#stop.signal }).catch(() => undefined)
  }

  async #reload(): Promise<void> {
    const list = await this.#backend.list('')
    if (list.revision < this.#log.revision) {
      throw new StorageError('damaged', `the store went back from revision ${this.#log.revision} to ${list.revision}`)
    }
    this.#contents = new Contents(list)
    this.#followers.reset(this.#contents)
    this.#log.reset(list.revision)
    this.#waiters.skipped(list.revision)
  }

  #fail(error: unknown): void {
    if (this.#failure) return
    this.#failure =
      error instanceof StorageError
        ? error
        : new StorageError('unavailable', 'the watch cache failed', { cause: error })
    this.#options.log.error({ err: error }, 'the watch cache lost its backend for good')
    this.#log.fail(this.#failure)
    this.#waiters.skipped(Infinity)
  }

  #assertUsable(): void {
    if (this.#failure) throw this.#failure
  }
}

export type { ObjectEvent, WatchCache, WatchCacheOptions } from './contract.ts'

/**
 * Loads everything from `backend` and follows it from there. Owns the backend from then on: closing the cache closes it.
 * Throws StorageError `damaged` when a record under `registry/` is not an object.
 */
export async function openWatchCache(backend: Backend, options: WatchCacheOptions): Promise<WatchCache> {
  return CachedBackend.open(backend, options)
}
