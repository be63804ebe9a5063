import type { BackendList, StorageEvent, StoredRecord } from '../backend.ts'
import { StorageError } from '../errors.ts'
import type { CacheEvent } from './cache-event.ts'
import { decodeObject, toCachedObject, toRecord, withRevision } from './object-codec.ts'
import type { CachedObject, EncodedObject } from './object-codec.ts'
import { SortedIndex } from './sorted-index.ts'
import { objectPrefix } from './contract.ts'
import type { ObjectEvent } from './contract.ts'

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
