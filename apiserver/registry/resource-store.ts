import type { Status } from '../api/errors.ts'
import type { KubeObject, StoredObject } from '../api/object.ts'
import type { ResourceInfo } from '../api/resource-info.ts'
import type { TableConverter } from '../api/table.ts'
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

type Change = (current: Readonly<KubeObject>) => KubeObject

/** REST semantics over the watch cache for one stored kind. */
export class ResourceStore implements RestStorage {
  readonly info: ResourceInfo
  readonly table: TableConverter

  constructor(options: { info: ResourceInfo; table: TableConverter }) {
    this.info = options.info
    this.table = options.table
  }

  /** What the cache holds, without waiting; undefined where there is none. */
  peek(key: ObjectKey): StoredObject | undefined {
    throw new Error(`not there yet: ${key.name}`)
  }

  /** All that the cache holds, or all of one namespace, in key order, and as of which revision. */
  peekAll(namespace?: string): { readonly items: readonly StoredObject[]; readonly revision: number } {
    throw new Error(`not there yet: ${namespace}`)
  }

  async get(key: ObjectKey): Promise<StoredObject> {
    throw new Error(`not there yet: ${key.name}`)
  }

  async list(query: ListQuery): Promise<ListResult> {
    throw new Error(`not there yet: ${query.namespace}`)
  }

  async watch(query: WatchQuery, signal: AbortSignal): Promise<AsyncIterable<WatchEvent>> {
    throw new Error(`not there yet: ${query.namespace} ${signal.aborted}`)
  }

  async create(key: { readonly namespace?: string }, object: KubeObject, context: WriteContext): Promise<StoredObject> {
    throw new Error(`not there yet: ${key.namespace} ${object.kind} ${context.user.name}`)
  }

  async update(key: ObjectKey, change: Change, context: WriteContext): Promise<StoredObject> {
    throw new Error(`not there yet: ${key.name} ${typeof change} ${context.user.name}`)
  }

  async updateStatus(key: ObjectKey, change: Change, context: WriteContext): Promise<StoredObject> {
    throw new Error(`not there yet: ${key.name} ${typeof change} ${context.user.name}`)
  }

  async delete(key: ObjectKey, options: DeleteOptions, context: WriteContext): Promise<StoredObject | Status> {
    throw new Error(`not there yet: ${key.name} ${options.propagationPolicy} ${context.user.name}`)
  }

  async deleteCollection(query: ListQuery, options: DeleteOptions, context: WriteContext): Promise<ListResult> {
    throw new Error(`not there yet: ${query.namespace} ${options.propagationPolicy} ${context.user.name}`)
  }
}
