import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { StoredObject } from '../api/meta/object.ts'
import { storageKey } from '../registry/keys.ts'
import type { ObjectCache } from '../registry/object-cache.ts'
import type { ResourceStore } from '../registry/resource-store.ts'
import { StorageError } from '../storage/errors.ts'
import { objectPrefix } from '../storage/keys.ts'

const retryMs = 1000

export interface FeedChange {
  readonly store: ResourceStore
  /** The storage key. */
  readonly key: string
  /** Of a deletion, the last state. */
  readonly item: StoredObject
}

export interface FeedPut extends FeedChange {
  /** As this feed told of it last; missing for what it tells of for the first time. */
  readonly previous: StoredObject | undefined
}

/** Takes what is there and what changes. Must not throw, and does its work elsewhere. */
export interface FeedHandler {
  onPut(change: FeedPut): void
  onDelete(change: FeedChange): void
}

export interface ObjectFeedOptions {
  readonly cache: ObjectCache
  readonly stores: readonly ResourceStore[]
  readonly handlers: readonly FeedHandler[]
  readonly log: Logger
}

/**
 * Follows all objects for the controllers: first every object as a put, then the changes. One feed for all kinds keeps
 * their order, so that a handler has seen the dependents of an owner before the owner goes.
 */
export class ObjectFeed {
  readonly #cache: ObjectCache
  readonly #log: Logger
  readonly #handlers: readonly FeedHandler[]
  readonly #stop = new AbortController()
  readonly #stores: readonly ResourceStore[]
  readonly #known = new Map<string, FeedChange>()
  readonly #running: Promise<void>

  constructor(options: ObjectFeedOptions) {
    this.#cache = options.cache
    this.#stores = options.stores
    this.#log = options.log
    this.#handlers = options.handlers
    this.#running = this.#run()
  }

  async close(): Promise<void> {
    this.#stop.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      try {
        await this.#follow(this.#relist())
      } catch (err) {
        if (signal.aborted || (err instanceof StorageError && err.code === 'closed')) return
        const fellBehind = err instanceof StorageError && err.code === 'compacted'
        this.#log.warn({ err }, 'the controllers lost track of the objects, reading all of them again')
        if (!fellBehind) await delay(retryMs, undefined, { signal, ref: false }).catch(() => {})
      }
    }
  }

  async #follow(revision: number): Promise<void> {
    for await (const { type, key, item } of this.#cache.watchObjects(objectPrefix, revision, this.#stop.signal)) {
      const store = this.#stores.find(({ prefix }) => key.startsWith(prefix))
      if (store === undefined) continue
      if (type === 'put') this.#put({ store, key, item })
      else this.#delete({ store, key, item })
    }
  }

  /** Tells the handlers of what changed while nobody followed; at first, of everything. */
  #relist(): number {
    const lists = this.#stores.map((store) => ({ store, ...store.peekAll() }))
    const gone = new Map(this.#known)
    for (const { store, items } of lists) {
      for (const item of items) {
        const key = storageKey(store.info, item.object.metadata)
        const known = this.#known.get(key)
        gone.delete(key)
        if (known?.item.revision === item.revision) continue
        if (known !== undefined && uidOf(known.item) !== uidOf(item)) this.#delete(known)
        this.#put({ store, key, item })
      }
    }
    for (const change of gone.values()) this.#delete(change)
    return Math.min(...lists.map(({ revision }) => revision))
  }

  #put(change: FeedChange): void {
    const put = { ...change, previous: this.#known.get(change.key)?.item }
    this.#known.set(change.key, change)
    for (const handler of this.#handlers) handler.onPut(put)
  }

  #delete(change: FeedChange): void {
    this.#known.delete(change.key)
    for (const handler of this.#handlers) handler.onDelete(change)
  }
}

function uidOf({ object }: StoredObject): string | undefined {
  return object.metadata.uid
}
