import type { StorageError } from './errors.ts'

/**
 * The storage contract. Keys are strings such as `registry/GROUP/RESOURCE/NAMESPACE/NAME`; values are
 * opaque bytes. Every commit gets the next revision of one counter for the whole store, which
 * survives restarts and never goes back.
 */
export interface Backend {
  /** All records under `prefix` as of one revision, in key order. */
  list(prefix: string): Promise<BackendList>
  /** The record, or undefined where there is none. */
  get(key: string): Promise<StoredRecord | undefined>
  /**
   * Writes or deletes one key. The value belongs to the store from then on and must not be changed. Resolves when the change is durable, with its revision.
   * Throws StorageError: `conflict` when the key's revision is not the expected one (`exists` when it was
   * expected not to exist, `not-found` when it does not exist), `unavailable` when the store cannot write now, `write-failed`
   * when it cannot before it is opened again.
   */
  commit(change: Change): Promise<number>
  /**
   * Every change under `prefix` after `fromRevision`, in order, until `signal` aborts (the iteration then
   * ends), or the store is closed. Throws StorageError `compacted` when that revision is older than what is kept, or when
   * this watcher fell further behind than the backend buffers; `future-revision` when it was not reached yet. The call
   * may throw, or the iteration.
   */
  watch(prefix: string, fromRevision: number, signal: AbortSignal): AsyncIterable<StorageEvent>
  /** Why nothing is written any more, before the store is opened again. */
  readonly writeFailure: StorageError | undefined
  /** Changes up to this revision can no longer be watched. */
  compactedRevision(): Promise<number>
  /** Waits for commits under way, ends all watches, releases files and locks. Idempotent. */
  close(): Promise<void>
}

export interface StoredRecord {
  readonly key: string
  readonly value: Uint8Array
  /** The revision of the commit that wrote this value. */
  readonly revision: number
}

export interface BackendList {
  readonly items: readonly StoredRecord[]
  readonly revision: number
}

/** `expectedRevision`: 0 means the key must not exist; undefined means whatever is there. */
export type Change =
  | {
      readonly type: 'put'
      readonly key: string
      readonly value: Uint8Array
      readonly expectedRevision?: number | undefined
    }
  | { readonly type: 'delete'; readonly key: string; readonly expectedRevision?: number | undefined }

export type StorageEvent =
  | {
      readonly type: 'put'
      readonly key: string
      readonly revision: number
      readonly value: Uint8Array
      readonly previous?: StoredRecord
    }
  | { readonly type: 'delete'; readonly key: string; readonly revision: number; readonly previous: StoredRecord }
