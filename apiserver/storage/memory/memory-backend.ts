import type { Backend, BackendList, Change, StorageEvent, StoredRecord } from '../backend.ts'
import { assertApplicable, toEvent } from '../changes.ts'
import type { LoggedEvent } from '../changes.ts'
import type { DirectoryLock } from '../directory-lock.ts'
import { StorageError } from '../errors.ts'
import { EventLog } from '../event-log.ts'
import type { EventLogOptions } from '../event-log.ts'
import { assertKey, assertValue, compareKeys } from '../keys.ts'

// Never 0: in the Kubernetes API that resource version means "any".
const lowestRevision = 1

/** Limits of the events kept, see EventLog; and what is released when the store is closed. */
export interface MemoryBackendOptions extends Omit<EventLogOptions, 'revision'> {
  /** Where revisions begin, at least 1: beyond all that earlier processes have given away. */
  readonly firstRevision?: number
  readonly lock?: DirectoryLock
}

/** A store that lives as long as the process: for tests and trials. */
export function openMemoryBackend(options: MemoryBackendOptions = {}): Backend {
  return new MemoryBackend(options)
}

class MemoryBackend implements Backend {
  readonly writeFailure = undefined
  readonly #records = new Map<string, StoredRecord>()
  readonly #log: EventLog<LoggedEvent>
  readonly #lock: DirectoryLock | undefined
  #closed = false

  constructor(options: MemoryBackendOptions) {
    this.#lock = options.lock
    this.#log = new EventLog({ ...options, revision: options.firstRevision ?? lowestRevision })
  }

  async list(prefix: string): Promise<BackendList> {
    this.#assertOpen()
    const items = [...this.#records.values()].filter(({ key }) => key.startsWith(prefix))
    items.sort((a, b) => compareKeys(a.key, b.key))
    return { items, revision: this.#log.revision }
  }

  async get(key: string): Promise<StoredRecord | undefined> {
    this.#assertOpen()
    return this.#records.get(key)
  }

  async commit(change: Change): Promise<number> {
    this.#assertOpen()
    assertKey(change.key)
    const previous = this.#records.get(change.key)
    assertApplicable(change, previous)
    const revision = this.#log.revision + 1
    if (change.type === 'put') this.#put(change.key, change.value, revision)
    else this.#records.delete(change.key)
    this.#log.append(toEvent(change, revision, previous))
    return revision
  }

  watch(prefix: string, fromRevision: number, signal: AbortSignal): AsyncIterable<StorageEvent> {
    return this.#log.watch(prefix, fromRevision, signal)
  }

  async compactedRevision(): Promise<number> {
    this.#assertOpen()
    return this.#log.compactedRevision
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#records.clear()
    this.#log.close()
    await this.#lock?.release()
  }

  #put(key: string, value: Uint8Array, revision: number): void {
    assertValue(value)
    this.#records.set(key, { key, value, revision })
  }

  #assertOpen(): void {
    if (this.#closed) throw new StorageError('closed', 'the store is closed')
  }
}
