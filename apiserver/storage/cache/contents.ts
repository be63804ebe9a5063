import type { BackendList, StorageEvent, StoredRecord } from '../backend.ts'
import { StorageError } from '../errors.ts'
import { compareKeys, directoriesOf, directoryOf, objectPrefix } from '../keys.ts'
import type { CacheEvent } from './cache-event.ts'
import type { ObjectEvent } from './contract.ts'
import { decodeObject, toCachedObject, toRecord, withRevision } from './object-codec.ts'
import type { CachedObject, EncodedObject } from './object-codec.ts'

// What an object costs in memory beside its bytes: the parsed form, about.
const objectOverheadBytes = 1024

/** What the cache holds as of one revision: objects under `registry/`, and the raw records beside them. */
export class Contents {
  readonly #objects: SortedIndex<CachedObject>
  readonly #records: SortedIndex<StoredRecord>
  // Values that this process encoded itself, so that they need not be parsed when the backend hands them back.
  readonly #encoded = new Map<Uint8Array, EncodedObject>()

  /** Throws StorageError `damaged` when something under `registry/` is not an object. */
  constructor(list: BackendList) {
    this.#objects = new SortedIndex(list.items.filter(({ key }) => isObjectKey(key)).map(decodeObject))
    this.#records = new SortedIndex(list.items.filter(({ key }) => !isObjectKey(key)))
  }

  getObject(key: string): CachedObject | undefined {
    return this.#objects.get(key)
  }

  listObjects(prefix: string): readonly CachedObject[] {
    return this.#objects.list(prefix)
  }

  getRecord(key: string): StoredRecord | undefined {
    const object = this.#objects.get(key)
    return object ? toRecord(object) : this.#records.get(key)
  }

  listRecords(prefix: string): StoredRecord[] {
    const objects = this.#objects.list(prefix).map(toRecord)
    const records = this.#records.list(prefix)
    // All objects lie between the same two raw records.
    const split = records.findIndex(({ key }) => key > objectPrefix)
    if (split === -1) return [...records, ...objects]
    return [...records.slice(0, split), ...objects, ...records.slice(split)]
  }

  /** Remembers how `encoded` was made, for when the backend reports it as written. */
  expect(encoded: EncodedObject): void {
    this.#encoded.set(encoded.value, encoded)
  }

  /** To be called for everything expected, in the end. */
  forget(encoded: EncodedObject): void {
    this.#encoded.delete(encoded.value)
  }

  /** Throws StorageError `damaged` when the change cannot be understood. */
  apply(event: StorageEvent): CacheEvent {
    const { key, revision } = event
    if (isObjectKey(key)) return this.#applyObject(event)
    // Without the rest of the event, which would keep the previous value alive.
    this.#records.set(key, event.type === 'put' ? { key, revision, value: event.value } : undefined)
    return { key, revision, bytes: sizeOf(event), storage: event }
  }

  #applyObject(event: StorageEvent): CacheEvent {
    const { key, revision, type } = event
    const previous = this.#objects.get(key)
    const item = type === 'put' ? this.#decode(event) : this.#deleted(event, previous)
    this.#objects.set(key, type === 'put' ? item : undefined)
    const object: ObjectEvent = { type, key, revision, item, ...(previous && { previous }) }
    const bytes = sizeOf(event) + item.bytes.byteLength + objectOverheadBytes
    return { key, revision, bytes, storage: event, object }
  }

  #decode(record: StoredRecord): CachedObject {
    const encoded = this.#encoded.get(record.value)
    return encoded ? toCachedObject(encoded, record) : decodeObject(record)
  }

  #deleted(event: StorageEvent, previous: CachedObject | undefined): CachedObject {
    if (previous) return withRevision(previous, event.revision)
    if (event.previous) return withRevision(decodeObject(event.previous), event.revision)
    throw new StorageError('damaged', `${event.key} was deleted, but had never been seen`)
  }
}

export function isObjectKey(key: string): boolean {
  return key.startsWith(objectPrefix)
}

function sizeOf(event: StorageEvent): number {
  const value = event.type === 'put' ? event.value.byteLength : 0
  return value + (event.previous?.value.byteLength ?? 0)
}

// Prefixes with a view of their own: one per namespace and resource that is listed. The least recently listed one goes.
const maxViews = 4096

/**
 * Items by key, with lists by prefix. A prefix that ends where a path segment does (a resource, a namespace in it) gets a
 * view of its own when it is first listed, so that listing a small namespace costs nothing of a large store.
 */
export class SortedIndex<T extends Keyed> {
  readonly #items = new Map<string, T>()
  #all: SortedView<T>
  readonly #views = new Map<string, SortedView<T>>()

  /** `items` have to be in key order. */
  constructor(items: readonly T[]) {
    for (const item of items) this.#items.set(item.key, item)
    this.#all = new SortedView(items)
  }

  get(key: string): T | undefined {
    return this.#items.get(key)
  }

  /** Sets the item of `key`; undefined removes it. */
  set(key: string, item: T | undefined): void {
    if (item === undefined) this.#items.delete(key)
    else this.#items.set(key, item)
    this.#all.set(key, item)
    if (this.#views.size === 0) return
    for (const prefix of directoriesOf(key)) this.#views.get(prefix)?.set(key, item)
  }

  /** In key order. Never changed afterwards, and the same array until something under `prefix` changes. */
  list(prefix: string): readonly T[] {
    if (prefix === '') return this.#all.snapshot()
    if (directoryOf(prefix) !== prefix) return this.#all.range(prefix)
    const view = this.#views.get(prefix) ?? new SortedView(this.#all.range(prefix))
    this.#views.delete(prefix)
    this.#views.set(prefix, view)
    if (this.#views.size > maxViews) this.#dropOldest()
    return view.snapshot()
  }

  clear(): void {
    this.#items.clear()
    this.#views.clear()
    this.#all = new SortedView<T>([])
  }

  #dropOldest(): void {
    for (const prefix of this.#views.keys()) {
      this.#views.delete(prefix)
      return
    }
  }
}

interface Keyed {
  readonly key: string
}

// Changes are merged at the next reading, or when so many wait: a view that nobody reads must not collect them.
const maxPending = 1024

/**
 * Items in key order, changed one by one and read as snapshots. Changing costs nothing but a note; a snapshot is made
 * when it is asked for, in one pass, and is the same array until the next change.
 */
class SortedView<T extends Keyed> {
  #items: readonly T[]
  readonly #pending = new Map<string, T | undefined>()

  /** `items` have to be in key order. */
  constructor(items: readonly T[]) {
    this.#items = items
  }

  /** Sets the item of `key`; undefined removes it. */
  set(key: string, item: T | undefined): void {
    this.#pending.set(key, item)
    if (this.#pending.size > Math.max(maxPending, this.#items.length / 2)) this.snapshot()
  }

  /** All items in key order. Never changed afterwards. */
  snapshot(): readonly T[] {
    if (this.#pending.size === 0) return this.#items
    this.#items = merge(this.#items, this.#pending)
    this.#pending.clear()
    return this.#items
  }

  /** The items whose keys begin with `prefix`. */
  range(prefix: string): readonly T[] {
    const items = this.snapshot()
    const start = indexOf(items, prefix)
    // Prefixed keys are neighbours; no key contains U+FFFF, so this bound lies after them all.
    const end = indexOf(items, `${prefix}\uffff`)
    return items.slice(start, end)
  }
}

function merge<T extends Keyed>(items: readonly T[], changes: ReadonlyMap<string, T | undefined>): T[] {
  const merged: T[] = []
  let from = 0
  for (const [key, item] of [...changes].sort(([a], [b]) => compareKeys(a, b))) {
    const to = indexOf(items, key, from)
    for (let at = from; at < to; at++) append(merged, items[at])
    append(merged, item)
    from = items[to]?.key === key ? to + 1 : to
  }
  for (let at = from; at < items.length; at++) append(merged, items[at])
  return merged
}

function append<T>(items: T[], item: T | undefined): void {
  if (item !== undefined) items.push(item)
}

/** The index of the first item whose key is not before `key`. */
function indexOf(items: readonly Keyed[], key: string, from = 0): number {
  let low = from
  let high = items.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareKeys(items[middle]?.key ?? key, key) < 0) low = middle + 1
    else high = middle
  }
  return low
}
