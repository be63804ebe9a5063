import { ApiError } from '../api/meta/errors.ts'
import type { Status } from '../api/meta/errors.ts'
import type { KubeObject, StoredObject } from '../api/meta/object.ts'
import type { ResourceInfo } from '../api/meta/resource-info.ts'
import type { TableConverter } from '../api/kind/table.ts'
import { forEachConcurrently } from './for-each.ts'
import { resourcePrefix, storageKey } from './keys.ts'
import { ListReader } from './list-reader.ts'
import type { ListSnapshots } from './list-snapshots.ts'
import { generateName, prepareCreate } from './prepare-create.ts'
import type { NamespaceGuard } from './namespace-guard.ts'
import type { ObjectCache } from './object-cache.ts'
import { ObjectWriter, unstored } from './object-writer.ts'
import { checkDeletePreconditions, deletedStatus, isDeletable, planDelete } from './plan-delete.ts'
import { prepareStatusUpdate, prepareUpdate } from './prepare-update.ts'
import type { PreparedUpdate, UpdateInput } from './prepare-update.ts'
import type {
  DeleteOptions,
  ListQuery,
  ListResult,
  ObjectKey,
  RestStorage,
  WatchEvent,
  WatchQuery,
  WriteContext,
} from './rest-storage.ts'
import { parseRevision, waitForRevision } from './revisions.ts'
import { alreadyExists, generatedNameTaken, translateStorageError } from './status-errors.ts'
import type { Strategy } from './strategy.ts'
import { everyMinute, WatchOpener } from './watch-opener.ts'
import type { Ticker } from './watch-opener.ts'

/** Attempts to find a free name for a `generateName`; as in apiserver's generic store. */
const maxNameAttempts = 8
/** Deletes of one deletecollection under way at once. */
const deleteConcurrency = 64

type ChangeObject = (current: Readonly<KubeObject>) => KubeObject

interface UpdateRequest {
  readonly key: ObjectKey
  readonly change: ChangeObject
  readonly context: WriteContext
  readonly prepare: (strategy: Strategy, input: UpdateInput) => PreparedUpdate
}

export interface ResourceStoreOptions {
  readonly strategy: Strategy
  readonly cache: ObjectCache
  readonly snapshots: ListSnapshots
  /** Absent for cluster-scoped kinds. */
  readonly namespaces?: NamespaceGuard
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Makes a name from a `generateName`. */
  readonly newName?: (base: string) => string
  /** When watches send bookmarks; every minute by default. */
  readonly ticker?: Ticker
}

/**
 * REST semantics of one stored kind over the watch cache, as in apiserver's generic registry
 * (k8s.io/apiserver/pkg/registry/generic/registry/store.go). What it returns is shared with the cache and never changed;
 * what it is given stays the caller's.
 */
export class ResourceStore implements RestStorage {
  readonly info: ResourceInfo
  readonly table: TableConverter
  readonly selectorFields: NonNullable<RestStorage['selectorFields']>
  readonly #strategy: Strategy
  readonly #cache: ObjectCache
  readonly #namespaces: NamespaceGuard | undefined
  readonly #now: () => number
  readonly #newName: (base: string) => string
  readonly #lists: ListReader
  readonly #watches: WatchOpener
  readonly #writer: ObjectWriter

  constructor(options: ResourceStoreOptions) {
    const { strategy, cache, snapshots, ticker = everyMinute } = options
    const { info, table } = strategy.kind
    this.info = info
    this.table = table
    this.selectorFields = strategy.selectorFields ?? {}
    this.#strategy = strategy
    this.#cache = cache
    this.#namespaces = options.namespaces
    this.#now = options.now
    this.#newName = options.newName ?? ((base) => generateName(base))
    this.#lists = new ListReader({ info, cache, snapshots })
    this.#watches = new WatchOpener({ info, cache, ticker })
    this.#writer = new ObjectWriter({ info, cache })
  }

  /** Under which the cache holds all objects of this kind. */
  get prefix(): string {
    return resourcePrefix(this.info)
  }

  /** What the cache holds, without waiting; undefined where there is none. Throws StorageError when the store is lost. */
  peek(key: ObjectKey): StoredObject | undefined {
    return this.#cache.getObject(storageKey(this.info, key))
  }

  /** All that the cache holds, or all of one namespace, in key order, and as of which revision. */
  peekAll(namespace?: string): { readonly items: readonly StoredObject[]; readonly revision: number } {
    return this.#cache.listObjects(namespace === undefined ? this.prefix : `${this.prefix}${namespace}/`)
  }

  async get(key: ObjectKey, resourceVersion?: string): Promise<StoredObject> {
    const revision = parseRevision(resourceVersion)
    if (revision > this.#cache.progressRevision) await waitForRevision(this.#cache, revision)
    return this.#writer.read(key)
  }

  async list(query: ListQuery): Promise<ListResult> {
    try {
      return await this.#lists.list(query)
    } catch (error) {
      throw translateStorageError(error)
    }
  }

  async watch(query: WatchQuery, signal: AbortSignal): Promise<AsyncIterable<WatchEvent>> {
    try {
      return await this.#watches.open(query, signal)
    } catch (error) {
      throw translateStorageError(error)
    }
  }

  async create(key: { readonly namespace?: string }, object: KubeObject, context: WriteContext): Promise<StoredObject> {
    await this.#checkCreate(key.namespace, object)
    for (let attempt = 1; ; attempt++) {
      const created = prepareCreate(this.#strategy, {
        namespace: key.namespace,
        object,
        context,
        nowMs: this.#now(),
        newName: this.#newName,
      })
      await this.#strategy.authorize?.({ next: created, current: undefined, specChanged: true, context })
      const stored = await this.#writer.insert(created, { commit: !context.dryRun })
      if (stored !== undefined) return stored
      const subject = { info: this.info, name: created.metadata.name }
      if (object.metadata.name) throw alreadyExists(subject, { beingDeleted: this.#isBeingDeleted(created) })
      if (attempt >= maxNameAttempts) throw generatedNameTaken(subject)
    }
  }

  async update(key: ObjectKey, change: ChangeObject, context: WriteContext): Promise<StoredObject> {
    return this.#update({ key, change, context, prepare: prepareUpdate })
  }

  async updateStatus(key: ObjectKey, change: ChangeObject, context: WriteContext): Promise<StoredObject> {
    return this.#update({ key, change, context, prepare: prepareStatusUpdate })
  }

  async delete(key: ObjectKey, options: DeleteOptions, context: WriteContext): Promise<StoredObject | Status> {
    const commit = !context.dryRun
    return this.#writer.withCurrent(key, async (current) => {
      checkDeletePreconditions(this.info, current.object, options.preconditions)
      this.#strategy.checkDelete?.(current.object)
      const plan = planDelete(this.#strategy, current.object, { options, nowMs: this.#now() })
      if (plan.type === 'keep') return current
      if (plan.type === 'mark') return this.#writer.replace(current, plan.next, { commit })
      await this.#writer.remove(current, { commit })
      return deletedStatus(this.info, current.object)
    })
  }

  /** What was gone already when its turn came is no error. */
  async deleteCollection(query: ListQuery, options: DeleteOptions, context: WriteContext): Promise<ListResult> {
    const list = await this.list(query)
    const work = async ({ object }: StoredObject): Promise<void> => {
      try {
        await this.delete(object.metadata, options, context)
      } catch (error) {
        if (!(error instanceof ApiError) || error.reason !== 'NotFound') throw error
      }
    }
    await forEachConcurrently(list.items, { concurrency: deleteConcurrency, work })
    return list
  }

  /**
   * For the controller that empties what a held object stands for: the object whose deletion has begun is no longer
   * held, and goes unless finalizers keep it. Nothing happens to an object of another uid. Throws ApiError 404.
   */
  async release(key: ObjectKey, uid: string): Promise<void> {
    await this.#writer.withCurrent(key, async (current) => {
      const { metadata } = current.object
      if (metadata.uid !== uid || metadata.deletionTimestamp === undefined) return
      const next: KubeObject = { ...current.object }
      this.#strategy.release?.(next)
      await this.#commitNext(current, next, { commit: true })
    })
  }

  /** Whether the object that has this one's name is there for its finalizers alone. */
  #isBeingDeleted({ metadata }: KubeObject): boolean {
    return this.peek(metadata)?.object.metadata.deletionTimestamp !== undefined
  }

  async #checkCreate(namespace: string | undefined, object: KubeObject): Promise<void> {
    const { info } = this
    if (!info.namespaced) return
    if (!namespace) throw new ApiError('BadRequest', `a namespace is required for ${info.resource}`)
    await this.#namespaces?.check({ verb: 'create', info, namespace, object })
  }

  async #checkUpdate(object: KubeObject): Promise<void> {
    const { namespace } = object.metadata
    if (namespace) await this.#namespaces?.check({ verb: 'update', info: this.info, namespace, object })
  }

  async #update({ key, change, context, prepare }: UpdateRequest): Promise<StoredObject> {
    return this.#writer.withCurrent(key, async (current) => {
      const wanted = change(current.object)
      const { next, changed, specChanged } = prepare(this.#strategy, { current: current.object, wanted, context })
      if (!changed) return current
      await this.#checkUpdate(next)
      await this.#strategy.authorize?.({ next, current: current.object, specChanged, context })
      return this.#commitNext(current, next, { commit: !context.dryRun })
    })
  }

  /** Stores the next state, or removes the object when that was the last thing to keep it; the answer is the next state either way. */
  async #commitNext(current: StoredObject, next: KubeObject, options: { commit: boolean }): Promise<StoredObject> {
    if (!isDeletable(this.#strategy, next)) return this.#writer.replace(current, next, options)
    await this.#writer.remove(current, options)
    return unstored(next, current.revision)
  }
}
