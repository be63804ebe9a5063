import type { Backend, BackendList, Change, StorageEvent, StoredRecord } from '../backend.ts'
import type { LoggedEvent } from '../changes.ts'
import type { DirectoryLock } from '../directory-lock.ts'
import { StorageError } from '../errors.ts'
import { EventLog } from '../event-log.ts'
import { assertKey, assertValue } from '../keys.ts'
import type { StorageLog } from '../log.ts'
import { CommitQueue } from './commit-queue.ts'
import type { Store } from './store.ts'

export interface LmdbBackendParts {
  readonly store: Store
  /** Released when the backend is closed. */
  readonly lock: DirectoryLock
  readonly log: StorageLog
}

/** Durable storage in one file of one server. Made by `openLmdbBackend`. */
export class LmdbBackend implements Backend {
  readonly #store: Store
  readonly #lock: DirectoryLock
  readonly #events: EventLog<LoggedEvent>
  readonly #queue: CommitQueue
  #closing: Promise<void> | undefined
  #writeFailure: StorageError | undefined

  constructor({ store, lock, log }: LmdbBackendParts) {
    this.#store = store
    this.#lock = lock
    // The file holds no history: watches can begin where this server began.
    this.#events = new EventLog({ revision: store.revision })
    this.#queue = new CommitQueue({
      store,
      onCommitted: (event) => this.#events.append(event),
      onBroken: (error) => {
        log.error({ err: error }, 'the store failed')
        this.#writeFailure = error
        // What was acknowledged is true all the same, and whoever watches may go on to live by it.
        if (error.code !== 'write-failed') this.#events.fail(error)
      },
    })
  }

  get writeFailure(): StorageError | undefined {
    return this.#writeFailure
  }

  async list(prefix: string): Promise<BackendList> {
    this.#assertOpen()
    return this.#queue.read(() => this.#store.list(prefix))
  }

  async get(key: string): Promise<StoredRecord | undefined> {
    this.#assertOpen()
    return this.#queue.read(() => this.#store.read(key))
  }

  async commit(change: Change): Promise<number> {
    this.#assertOpen()
    assertKey(change.key)
    if (change.type === 'put') assertValue(change.value)
    return this.#queue.commit(change)
  }

  watch(prefix: string, fromRevision: number, signal: AbortSignal): AsyncIterable<StorageEvent> {
    return this.#events.watch(prefix, fromRevision, signal)
  }

  async compactedRevision(): Promise<number> {
    this.#assertOpen()
    return this.#events.compactedRevision
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    await this.#queue.drained()
    this.#events.close()
    await this.#store.close()
    await this.#lock.release()
  }

  #assertOpen(): void {
    if (this.#closing) throw new StorageError('closed', 'the store is closed')
  }
}
