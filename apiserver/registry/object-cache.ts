import type { KubeObject, StoredObject } from '../api/object.ts'

/** What the registry needs of the watch cache (`storage/cache/`), which satisfies it. */
export interface ObjectCache {
  /** All commits up to this revision are visible here. */
  readonly progressRevision: number
  getObject(key: string): StoredObject | undefined
  /** In key order. The array is the caller's to read, not to change. */
  listObjects(prefix: string): { readonly items: readonly StoredObject[]; readonly revision: number }
  /** Resolves when the change is durable and visible here; a deletion with the last state under its own revision. */
  commitObject(change: ObjectChange): Promise<StoredObject>
  watchObjects(prefix: string, fromRevision: number, signal: AbortSignal): AsyncIterable<ObjectEvent>
  compactedRevision(): Promise<number>
}

/** `expectedRevision` as in storage's Change. The cache sets `metadata.resourceVersion` and keeps the object. */
export type ObjectChange =
  | { readonly type: 'put'; readonly key: string; readonly object: KubeObject; readonly expectedRevision?: number }
  | { readonly type: 'delete'; readonly key: string; readonly expectedRevision?: number }

/** `item` of a delete is the last state under the revision of the deletion. */
export interface ObjectEvent {
  readonly type: 'put' | 'delete'
  readonly key: string
  readonly revision: number
  readonly item: StoredObject
  readonly previous?: StoredObject
}
