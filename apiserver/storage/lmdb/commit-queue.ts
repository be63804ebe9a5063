import type { Change, StoredRecord } from '../backend.ts'
import { assertApplicable, toEvent } from '../changes.ts'
import type { LoggedEvent } from '../changes.ts'
import { StorageError } from '../errors.ts'

/** What the queue writes to. */
export interface BatchStore {
  readonly revision: number
  read(key: string): StoredRecord | undefined
  write(events: readonly LoggedEvent[]): Promise<void>
}

export interface CommitQueueOptions {
  readonly store: BatchStore
  /** Called with each change that became durable, in the order of revisions, before its commit resolves. */
  readonly onCommitted: (event: LoggedEvent) => void
  /** Called once, when it is no longer known what the store holds: `write-failed`, `damaged`. Every later call gets the error. */
  readonly onBroken: (error: StorageError) => void
}

const maxBatchChanges = 512
const maxBatchBytes = 8 * 1024 * 1024
const maxQueuedChanges = 16_384
const maxQueuedBytes = 128 * 1024 * 1024

interface Pending {
  readonly change: Change
  readonly bytes: number
  readonly resolve: (revision: number) => void
  readonly reject: (error: unknown) => void
}

interface Prepared {
  readonly pending: Pending
  readonly outcome: LoggedEvent | StorageError
}

/**
 * One writer for all: while a batch is being synced, the commits that arrive form the next one. Expected revisions are
 * compared here, after everything before them is durable, so that comparing and writing are one step.
 */
export class CommitQueue {
  readonly #options: CommitQueueOptions
  #queued: Pending[] = []
  #queuedBytes = 0
  #reads: (() => void)[] = []
  #running: Promise<void> | undefined
  #broken: StorageError | undefined

  constructor(options: CommitQueueOptions) {
    this.#options = options
  }

  commit(change: Change): Promise<number> {
    const bytes = change.type === 'put' ? change.value.byteLength : 0
    return new Promise((resolve, reject) => {
      if (this.#broken) return reject(this.#broken)
      if (this.#queued.length >= maxQueuedChanges || this.#queuedBytes + bytes > maxQueuedBytes) {
        return reject(new StorageError('unavailable', 'too many commits are waiting'))
      }
      this.#queued.push({ change, bytes, resolve, reject })
      this.#queuedBytes += bytes
      this.#start()
    })
  }

  /** Calls `read` while no batch is being written: what it sees is what the commits so far have made. */
  read<T>(read: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#reads.push(() => {
        try {
          if (this.#broken) reject(this.#broken)
          else resolve(read())
        } catch (error) {
          reject(error)
        }
      })
      this.#start()
    })
  }

  /** Resolves when nothing waits any more. */
  async drained(): Promise<void> {
    while (this.#running) await this.#running
  }

  #start(): void {
    this.#running ??= this.#run()
  }

  async #run(): Promise<void> {
    // What arrives in this turn of the event loop belongs to the first batch.
    await new Promise((resolve) => setImmediate(resolve))
    while (this.#queued.length > 0 || this.#reads.length > 0) {
      for (const read of this.#reads.splice(0)) read()
      if (this.#queued.length > 0) await this.#writeBatch(this.#takeBatch())
    }
    // In the same step as the look at the queues: whoever comes later starts anew.
    this.#running = undefined
  }

  #takeBatch(): Pending[] {
    let bytes = 0
    let length = 0
    for (const pending of this.#queued) {
      bytes += pending.bytes
      if (length === maxBatchChanges || (length > 0 && bytes > maxBatchBytes)) break
      length++
    }
    const batch = this.#queued.splice(0, length)
    for (const pending of batch) this.#queuedBytes -= pending.bytes
    return batch
  }

  async #writeBatch(batch: readonly Pending[]): Promise<void> {
    try {
      if (this.#broken) throw this.#broken
      const prepared = this.#prepare(batch)
      const events = prepared.flatMap(({ outcome }) => (outcome instanceof StorageError ? [] : [outcome]))
      if (events.length > 0) await this.#options.store.write(events)
      for (const event of events) this.#options.onCommitted(event)
      for (const { pending, outcome } of prepared) answer(pending, outcome)
    } catch (error) {
      const failure = this.#toFailure(error)
      for (const { reject } of batch) reject(failure)
    }
  }

  /** Decides on each change as if those before it in the batch were durable; they will be, or none is answered so. */
  #prepare(batch: readonly Pending[]): Prepared[] {
    const { store } = this.#options
    const changed = new Map<string, StoredRecord | undefined>()
    let { revision } = store
    return batch.map((pending) => {
      const { change } = pending
      const { key } = change
      const current = changed.has(key) ? changed.get(key) : store.read(key)
      try {
        assertApplicable(change, current)
      } catch (error) {
        return { pending, outcome: error as StorageError }
      }
      const event = toEvent(change, ++revision, current)
      changed.set(key, event.type === 'put' ? { key, revision, value: event.value } : undefined)
      return { pending, outcome: event }
    })
  }

  #toFailure(error: unknown): StorageError {
    if (error instanceof StorageError && error.code === 'unavailable') return error
    if (this.#broken) return this.#broken
    const message = 'the disk failed, so nothing is written any more: restart the server'
    this.#broken = error instanceof StorageError ? error : new StorageError('write-failed', message, { cause: error })
    this.#options.onBroken(this.#broken)
    return this.#broken
  }
}

function answer(pending: Pending, outcome: LoggedEvent | StorageError): void {
  if (outcome instanceof StorageError) pending.reject(outcome)
  else pending.resolve(outcome.revision)
}
