import type { StoredObject } from '../api/meta/object.ts'
import type { ResourceInfo } from '../api/meta/resource-info.ts'
import type { Selector } from '../api/selectors/selectors.ts'
import type { ObjectEvent } from '../storage/cache/cached-backend.ts'
import { resourcePrefix, storageKey } from './keys.ts'
import type { ObjectCache } from './object-cache.ts'
import type { WatchEvent, WatchQuery } from './rest-storage.ts'
import { parseRevision, waitForRevision } from './revisions.ts'
import { translateStorageError } from './status-errors.ts'
import { WatchStream } from './watch-stream.ts'

/** Calls `due` from time to time until the returned function is called. */
export type Ticker = (due: () => void) => () => void

/** As often as Kubernetes' cacher. */
const bookmarkPeriodMs = 60_000

export const everyMinute: Ticker = (due) => {
  const timer = setInterval(due, bookmarkPeriodMs).unref()
  return () => clearInterval(timer)
}

/** Opens watches of one resource. */
export class WatchOpener {
  readonly #info: ResourceInfo
  readonly #cache: ObjectCache
  readonly #ticker: Ticker
  readonly #events = new WatchEvents()

  constructor(options: { info: ResourceInfo; cache: ObjectCache; ticker: Ticker }) {
    this.#info = options.info
    this.#cache = options.cache
    this.#ticker = options.ticker
  }

  /** Rejects with ApiError 410 or 504 when the resourceVersion is not one that can be watched from. */
  async open(query: WatchQuery, signal: AbortSignal): Promise<AsyncIterable<WatchEvent>> {
    const revision = parseRevision(query.resourceVersion)
    if (revision > this.#cache.progressRevision) await waitForRevision(this.#cache, revision, signal)
    const prefix = this.#prefix(query)
    const start = this.#start({ query, prefix, revision })
    const stopper = new AbortController()
    const changes = this.#watch({ prefix, revision: start.revision, signal: stopper.signal })
    const end = (): void => void stream.return()
    const stream = new WatchStream({
      initial: start.initial,
      changes,
      convert: (event) => this.#events.toWatchEvent(event, query.selector),
      bookmark: () => ({ type: 'BOOKMARK', revision: this.#cache.progressRevision, initialEventsEnd: false }),
      everyBookmark: query.allowBookmarks ? this.#ticker : () => () => {},
      translate: translateStorageError,
      stop: () => {
        signal.removeEventListener('abort', end)
        stopper.abort()
      },
    })
    signal.addEventListener('abort', end, { once: true })
    if (signal.aborted) end()
    return stream
  }

  /** A single object's whole key is a prefix as well; the selector sorts out longer names. */
  #prefix({ namespace, selector }: WatchQuery): string {
    const prefix = resourcePrefix(this.#info)
    const within = namespace ?? selector.namespace
    if (selector.name !== undefined && (within || !this.#info.namespaced)) {
      return storageKey(this.#info, { name: selector.name, ...(within && { namespace: within }) })
    }
    return within === undefined || !this.#info.namespaced ? prefix : `${prefix}${within}/`
  }

  #start({ query, prefix, revision }: { query: WatchQuery; prefix: string; revision: number }): Start {
    const wantsInitial = query.sendInitialEvents ?? revision === 0
    if (!wantsInitial) return { initial: [].values(), revision: revision || this.#cache.progressRevision }
    const list = this.#cache.listObjects(prefix)
    const end = query.sendInitialEvents === true && query.allowBookmarks ? list.revision : undefined
    return { initial: initialEvents(list.items, query, end), revision: list.revision }
  }

  #watch(from: { prefix: string; revision: number; signal: AbortSignal }): AsyncIterator<ObjectEvent> {
    try {
      return this.#cache.watchObjects(from.prefix, from.revision, from.signal)[Symbol.asyncIterator]()
    } catch (error) {
      throw translateStorageError(error)
    }
  }
}

interface Start {
  readonly initial: Iterator<WatchEvent>
  readonly revision: number
}

function* initialEvents(
  items: readonly StoredObject[],
  { selector }: WatchQuery,
  bookmarkRevision: number | undefined,
): Generator<WatchEvent, undefined> {
  for (const item of items) {
    if (selector.matches(item.object)) yield { type: 'ADDED', item }
  }
  if (bookmarkRevision !== undefined) yield { type: 'BOOKMARK', revision: bookmarkRevision, initialEventsEnd: true }
  return undefined
}

/**
 * Turns changes into what watchers with a selector see: an object that begins to match is ADDED, one that ceases to
 * is DELETED. All watchers get the same StoredObject of a change, so that it is serialized once.
 */
class WatchEvents {
  /** What left a selector, under the revision of the change; by the item of the change. */
  readonly #departed = new WeakMap<StoredObject, StoredObject>()

  /** Undefined when the change is of no interest to the selector. */
  toWatchEvent(event: ObjectEvent, selector: Selector): WatchEvent | undefined {
    const matched = event.previous !== undefined && selector.matches(event.previous.object)
    if (event.type === 'delete') return matched ? { type: 'DELETED', item: event.item } : undefined
    if (selector.matches(event.item.object)) return { type: matched ? 'MODIFIED' : 'ADDED', item: event.item }
    return matched ? { type: 'DELETED', item: this.#departure(event) } : undefined
  }

  /** The last state that matched, with the revision at which it ceased to. */
  #departure({ item, previous, revision }: ObjectEvent): StoredObject {
    const known = this.#departed.get(item)
    if (known !== undefined) return known
    const last = (previous ?? item).object
    const object = { ...last, metadata: { ...last.metadata, resourceVersion: String(revision) } }
    const departure = { object, bytes: Buffer.from(JSON.stringify(object)), revision }
    this.#departed.set(item, departure)
    return departure
  }
}
