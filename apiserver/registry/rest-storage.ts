import type { KubeObject, StoredObject } from '../api/meta/object.ts'
import type { Status } from '../api/meta/errors.ts'
import type { FieldReader, Selector } from '../api/selectors/selectors.ts'
import type { ResourceInfo } from '../api/meta/resource-info.ts'
import type { StructuralSchema } from '../api/schema/schema.ts'
import type { TableConverter } from '../api/kind/table.ts'
import type { UserInfo } from '../auth/types.ts'

/**
 * What the HTTP layer can ask of one resource. A resource offers the capabilities it has, and its verbs
 * in discovery follow from them. The generic store (`ResourceStore`) offers all; the virtual core API
 * offers projections that only read.
 *
 * All methods throw ApiError.
 */
export interface RestStorage {
  readonly info: ResourceInfo
  readonly table: TableConverter
  /** What field selectors may name besides metadata.name and metadata.namespace; for `parseSelector`. */
  readonly selectorFields?: Readonly<Record<string, FieldReader>>
  /**
   * How lists are merged by strategic merge patches. Only for Kubernetes' own kinds: kubectl patches those so, and falls
   * back for others.
   */
  readonly strategicSchema?: StructuralSchema
  readonly get?: Getter['get']
  readonly list?: Lister['list']
  readonly watch?: Watcher['watch']
  readonly create?: Creater['create']
  readonly update?: Updater['update']
  readonly delete?: Deleter['delete']
  readonly deleteCollection?: CollectionDeleter['deleteCollection']
  /** The `status` subresource, where there is one. */
  readonly updateStatus?: Updater['update']
}

export interface ObjectKey {
  /** Undefined for cluster-scoped resources. */
  readonly namespace?: string
  readonly name: string
}

/** Who writes, and how. */
export interface WriteContext {
  readonly user: UserInfo
  readonly dryRun: boolean
  /** Receives texts for `Warning` headers. */
  readonly warn: (text: string) => void
  readonly fieldValidation: 'Ignore' | 'Warn' | 'Strict'
  /** Unless given, a body that strict decoding refuses is a bad request; of a patch it is the patched object, and invalid. */
  readonly isPatch?: boolean
  readonly fieldManager: string
}

export interface ListQuery {
  readonly namespace?: string
  readonly selector: Selector
  readonly limit?: number
  readonly continueToken?: string
  readonly resourceVersion?: string
  readonly resourceVersionMatch?: 'Exact' | 'NotOlderThan'
}

export interface ListResult {
  readonly items: readonly StoredObject[]
  readonly revision: number
  readonly continueToken?: string
  readonly remainingItemCount?: number
}

export interface WatchQuery {
  readonly namespace?: string
  readonly selector: Selector
  /** Undefined or `0`: begin with the objects that are there, as ADDED. */
  readonly resourceVersion?: string
  /**
   * True is WatchList: ADDED for all that is there, then a bookmark with k8s.io/initial-events-end. False: only what
   * changes from now on, even without a resourceVersion. Undefined: not asked for.
   */
  readonly sendInitialEvents: boolean | undefined
  readonly allowBookmarks: boolean
}

/** `bookmark`: `revision` alone counts; `initialEventsEnd` marks WatchList's. */
export type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly item: StoredObject }
  | { readonly type: 'BOOKMARK'; readonly revision: number; readonly initialEventsEnd: boolean }

export interface Getter {
  /** With a `resourceVersion` not older than it: 504 where that is not reached in a few seconds. */
  get(key: ObjectKey, resourceVersion?: string): Promise<StoredObject>
}

export interface Lister {
  list(query: ListQuery): Promise<ListResult>
}

export interface Watcher {
  /**
   * Rejects with 410 Expired when the resource version is too old. Ends when `signal` aborts; the iteration
   * throws ApiError 410 when the watcher fell too far behind.
   */
  watch(query: WatchQuery, signal: AbortSignal): Promise<AsyncIterable<WatchEvent>>
}

export interface Creater {
  create(key: { readonly namespace?: string }, object: KubeObject, context: WriteContext): Promise<StoredObject>
}

export interface Updater {
  /**
   * Applies `change` to the current object, which it must not alter, and stores the result when its resourceVersion is
   * the current one. `change` is called again when somebody else was faster: a PUT, whose function ignores its argument, then
   * conflicts, and a PATCH applies to the newer object, unless it names a resourceVersion.
   */
  update(
    key: ObjectKey,
    change: (current: Readonly<KubeObject>) => KubeObject,
    context: WriteContext,
  ): Promise<StoredObject>
}

export interface DeleteOptions {
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string }
  readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground'
}

export interface Deleter {
  /** The object where finalizers keep it for now, else a Status with `details.uid`. */
  delete(key: ObjectKey, options: DeleteOptions, context: WriteContext): Promise<StoredObject | Status>
}

export interface CollectionDeleter {
  deleteCollection(query: ListQuery, options: DeleteOptions, context: WriteContext): Promise<ListResult>
}

/**
 * A subresource that is one POST with a JSON answer, such as `edgedevices/token`.
 * `body` is the parsed request body, undefined when it was empty.
 */
export interface ActionSubresource {
  readonly info: ResourceInfo
  readonly subresource: string
  /** Discovery's responseKind. */
  readonly kind: string
  create(key: ObjectKey, body: unknown, context: WriteContext): Promise<KubeObject>
  /** What of an answer may be in the audit log: no secrets. Absent: all of it. */
  toAudited?(answer: KubeObject): object
}
