import type { KubeObject, StoredObject } from '../../api/meta/object.ts'
import type { Backend } from '../backend.ts'
import type { StorageLog } from '../log.ts'

/**
 * Everything that a backend holds, in memory: parsed objects, their bytes ready to send, and the recent events.
 * Itself a Backend, so that raw records under `internal/` are reached through it as well.
 *
 * The synchronous methods throw StorageError `closed` after `close()`, and `damaged` or `unavailable` when
 * the backend was lost for good: the cache then no longer knows what is true. While there is a `writeFailure` it does: all
 * that was acknowledged.
 */
export interface WatchCache extends Backend {
  /** The object at `registry/GROUP/RESOURCE[/NAMESPACE]/NAME`, as of `progressRevision`. */
  getObject(key: string): StoredObject | undefined
  /**
   * The objects under a prefix in key order. The array never changes afterwards: keep it as a snapshot for as
   * long as its pages are wanted. Cheap when asked again, also for a single namespace.
   */
  listObjects(prefix: string): ObjectList
  /**
   * Writes or deletes one object. Resolves when the change is durable and visible here, with what was written; for a
   * delete, with the last state under the revision of the delete. A `resourceVersion` in the given object is
   * ignored and replaced. Throws StorageError as `Backend.commit` does.
   */
  commitObject(change: ObjectChange): Promise<StoredObject>
  /**
   * Every change of objects under `prefix` after `fromRevision`, in order, until `signal` aborts (the iteration then
   * ends). The call itself throws StorageError `compacted` when that revision is older than the events kept, and
   * `future-revision` when it was not reached yet. The iteration throws `compacted` when its consumer fell too far behind.
   */
  watchObjects(prefix: string, fromRevision: number, signal: AbortSignal): AsyncIterable<ObjectEvent>
  /**
   * Tells `follower` of the objects under `prefix` in the very moment in which they change: whoever sees a commit resolved
   * finds it in what the follower keeps. At once it is told of all that is there. For indexes of a few kinds; everyone else
   * watches. Returns what ends it.
   */
  followObjects(prefix: string, follower: ObjectFollower): () => void
  /** All changes up to this revision are visible and were handed to the watches: what a bookmark says. */
  readonly progressRevision: number
}

export interface ObjectList {
  readonly items: readonly StoredObject[]
  readonly revision: number
}

/** `expectedRevision`: 0 means that the key must not exist; undefined means whatever is there. */
export type ObjectChange =
  | {
      readonly type: 'put'
      readonly key: string
      readonly object: Readonly<KubeObject>
      readonly expectedRevision?: number | undefined
    }
  | { readonly type: 'delete'; readonly key: string; readonly expectedRevision?: number | undefined }

/** `item` of a delete is the last state under the revision of the delete. `previous` is missing for a creation. */
export interface ObjectEvent {
  readonly type: 'put' | 'delete'
  readonly key: string
  readonly revision: number
  readonly item: StoredObject
  readonly previous?: StoredObject
}

/** Called within commits: must be quick, and must not throw. */
export interface ObjectFollower {
  /** These are all the objects that there are. */
  reset(items: readonly StoredObject[]): void
  changed(event: ObjectEvent): void
}

export interface WatchCacheOptions {
  readonly log: StorageLog
  /** Events kept for watches that begin in the past. Default 8192. */
  readonly maxEvents?: number
  /** Bytes of the values in those events. Default 64 MiB. */
  readonly maxEventBytes?: number
  /** Unread events of one watch, beyond which it ends with `compacted`. Default 4096. */
  readonly maxQueuedEvents?: number
  /** Bytes of those. Default 16 MiB. */
  readonly maxQueuedBytes?: number
  /** How long a durable commit waits to become visible before it resolves regardless. Default 5000. */
  readonly visibleTimeoutMs?: number
}
