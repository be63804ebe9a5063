import { setTimeout as delay } from 'node:timers/promises'
import type { BackendList, StoredRecord } from '../backend.ts'
import { StorageError } from '../errors.ts'
import type { LoggedEvent } from '../changes.ts'
import { entries } from './environment.ts'
import type { Environment } from './environment.ts'
import type { FileSpace } from './file-space.ts'
import { checksumOf, decodeRecord, encodedLength, encodeRecord, encodeState, stateKey } from './record-codec.ts'
import type { StoreState } from './record-codec.ts'

// The most pages that one change makes new beside its value: what splits, and its path through the tree.
const splitsPerChange = 2
const pathPerChange = 10
// What a transaction writes whatever it changes: the state, the list of free pages.
const pagesPerBatch = 64
const commitErrorDeadlineMs = 1000

/** What `getStats` returns, as far as it is used. */
interface TreeStats {
  readonly lastPageNumber: number
  readonly pageSize: number
  readonly treeBranchPageCount: number
  readonly treeLeafPageCount: number
}

/** The records in the file, and the state that goes with them. Its owner calls `write` one at a time, and reads in between. */
export class Store {
  readonly #environment: Environment
  readonly #space: FileSpace
  #state: StoreState

  constructor(options: { environment: Environment; space: FileSpace; state: StoreState }) {
    this.#environment = options.environment
    this.#space = options.space
    this.#state = options.state
  }

  get revision(): number {
    return this.#state.revision
  }

  /** Throws StorageError `damaged` when the record is not what was written. */
  read(key: string): StoredRecord | undefined {
    const bytes = this.#environment.getBinary(Buffer.from(key))
    return bytes && decodeRecord(key, bytes)
  }

  list(prefix: string): BackendList {
    const items = Array.from(entries(this.#environment, prefix), ({ key, bytes }) => decodeRecord(key, bytes))
    if (prefix === '' && items.length !== this.#state.count) {
      throw new StorageError('damaged', `the store holds ${items.length} records, not ${this.#state.count}`)
    }
    return { items, revision: this.revision }
  }

  /**
   * Makes the effects of `events` durable, all or none. Throws StorageError `unavailable` when there is no room for them:
   * nothing was changed then. Any other error leaves it open what is in the file.
   */
  async write(events: readonly LoggedEvent[]): Promise<void> {
    await this.#reserve(this.#bytesNeeded(events))
    const writes: Promise<boolean>[] = []
    const next = this.#encode(events, writes)
    await settle(writes)
    this.#environment.resetReadTxn()
    this.#state = next
  }

  async close(): Promise<void> {
    await this.#environment.close()
    await this.#space.close()
  }

  /** Before the file grows, readers that were killed are forgotten: what they had read would never be overwritten. */
  async #reserve(bytes: number): Promise<void> {
    if (this.#space.holds(bytes)) return
    this.#environment.readerCheck()
    await this.#space.reserve(bytes)
  }

  #encode(events: readonly LoggedEvent[], writes: Promise<boolean>[]): StoreState {
    let { count, digest, revision } = this.#state
    const buffers = recordBuffers(events)
    const batch = this.#environment.batch(() => {
      for (const event of events) {
        const checksum = this.#put({ event, writes, buffers })
        const replaced = event.previous ? checksumOf(event.previous) : 0
        digest = (digest ^ checksum ^ replaced) >>> 0
        count += Number(event.type === 'put') - Number(event.previous !== undefined)
        revision = event.revision
      }
      writes.push(this.#environment.put(stateKey, encodeState({ ...this.#state, count, digest, revision })))
    })
    writes.push(batch)
    return { ...this.#state, count, digest, revision }
  }

  /** Queues one write. Returns the checksum of the new record, 0 where there is none. */
  #put({
    event,
    writes,
    buffers,
  }: {
    event: LoggedEvent
    writes: Promise<boolean>[]
    buffers: Iterator<Buffer>
  }): number {
    const key = Buffer.from(event.key)
    if (event.type === 'delete') {
      writes.push(this.#environment.remove(key))
      return 0
    }
    const bytes = buffers.next().value as Buffer
    const checksum = encodeRecord(event, bytes)
    writes.push(this.#environment.put(key, bytes))
    return checksum
  }

  /** The size of the file when all pages that `events` can change are written anew, and none is reused. */
  #bytesNeeded(events: readonly LoggedEvent[]): number {
    const stats = this.#environment.getStats() as TreeStats
    const tree = stats.treeBranchPageCount + stats.treeLeafPageCount
    const paths = Math.min(tree, events.length * pathPerChange)
    const values = events.reduce((sum, { bytes }) => sum + splitsPerChange + Math.ceil(bytes / stats.pageSize), 0)
    return (stats.lastPageNumber + 1 + pagesPerBatch + paths + values) * stats.pageSize
  }
}

/** A buffer for each record that is put, all of them in one allocation: they are needed only until they are written. */
function* recordBuffers(events: readonly LoggedEvent[]): Generator<Buffer> {
  const lengths = events.map((event) => (event.type === 'put' ? encodedLength(event) : 0))
  const all = Buffer.allocUnsafeSlow(lengths.reduce((sum, length) => sum + length, 0))
  let end = 0
  for (const length of lengths) if (length > 0) yield all.subarray(end, (end += length))
}

/** Waits for all, because a rejection that nobody waits for would end the process. */
async function settle(writes: readonly Promise<boolean>[]): Promise<void> {
  // In a batch they are mostly one and the same.
  const results = await Promise.allSettled(new Set(writes))
  const failed = results.find((result) => result.status === 'rejected')
  if (!failed) return
  const error = failed.reason as Error & { commitError?: Promise<never> }
  const cause = await Promise.race([error.commitError?.catch((reason: unknown) => reason), deadline()])
  throw new Error('the transaction failed', { cause: cause ?? error })
}

function deadline(): Promise<undefined> {
  return delay(commitErrorDeadlineMs, undefined, { ref: false })
}
