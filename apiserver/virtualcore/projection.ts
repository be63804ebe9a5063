import type { KubeObject, StoredObject } from '../api/meta/object.ts'
import type { ViewDefinition } from '../api/kinds.ts'
import type { ResourceInfo } from '../api/meta/resource-info.ts'
import { everything } from '../api/selectors/selectors.ts'
import type { FieldReader, Selector } from '../api/selectors/selectors.ts'
import type { TableConverter } from '../api/kind/table.ts'
import { ApiError } from '../api/meta/errors.ts'
import type { ListQuery, ListResult, ObjectKey, RestStorage, WatchEvent, WatchQuery } from '../registry/rest-storage.ts'
import { notFound } from '../registry/status-errors.ts'

/** What a projection reads; `ResourceStore` satisfies it. */
export interface ProjectionSource {
  get(key: ObjectKey, resourceVersion?: string): Promise<StoredObject>
  list(query: ListQuery): Promise<ListResult>
  watch(query: WatchQuery, signal: AbortSignal): Promise<AsyncIterable<WatchEvent>>
}

export interface ProjectionOptions {
  readonly view: ViewDefinition
  readonly source: ProjectionSource
  /** How an object of the source looks. Not to share metadata that it changes. */
  readonly project: (object: Readonly<KubeObject>) => KubeObject
  /** Where the source has what is named so here; undefined when it cannot have it. */
  readonly toSourceKey: (key: ObjectKey) => ObjectKey | undefined
  readonly selectorFields?: Readonly<Record<string, FieldReader>>
}

/**
 * One kind shown as another, to read only. An object is converted when somebody first asks for it, and its JSON is kept
 * for as long as the cache keeps the object that it was made from: all readers and watchers share it.
 */
export class Projection implements RestStorage {
  readonly info: ResourceInfo
  readonly table: TableConverter
  readonly selectorFields: Readonly<Record<string, FieldReader>>
  readonly #options: ProjectionOptions
  readonly #objects = new WeakMap<Readonly<KubeObject>, KubeObject>()
  readonly #stored = new WeakMap<StoredObject, StoredObject>()

  constructor(options: ProjectionOptions) {
    this.info = options.view.info
    this.table = options.view.table
    this.selectorFields = options.selectorFields ?? {}
    this.#options = options
  }

  async get(key: ObjectKey, resourceVersion?: string): Promise<StoredObject> {
    const subject = { info: this.info, name: key.name }
    const sourceKey = this.#options.toSourceKey(key)
    if (sourceKey === undefined) throw notFound(subject)
    try {
      return this.#convert(await this.#options.source.get(sourceKey, resourceVersion))
    } catch (error) {
      throw error instanceof ApiError && error.reason === 'NotFound' ? notFound(subject) : error
    }
  }

  async list(query: ListQuery): Promise<ListResult> {
    const list = await this.#options.source.list({ ...query, selector: this.#toSourceSelector(query) })
    return { ...list, items: list.items.map((item) => this.#convert(item)) }
  }

  async watch(query: WatchQuery, signal: AbortSignal): Promise<AsyncIterable<WatchEvent>> {
    const events = await this.#options.source.watch({ ...query, selector: this.#toSourceSelector(query) }, signal)
    return { [Symbol.asyncIterator]: () => this.#convertAll(events[Symbol.asyncIterator]()) }
  }

  /** No generator: its `return` would wait for the event that is awaited. */
  #convertAll(events: AsyncIterator<WatchEvent>): AsyncIterator<WatchEvent> {
    return {
      next: async () => {
        const result = await events.next()
        return result.done ? result : { done: false, value: this.#convertEvent(result.value) }
      },
      return: async () => {
        await events.return?.()
        return { done: true, value: undefined }
      },
    }
  }

  #convertEvent(event: WatchEvent): WatchEvent {
    return event.type === 'BOOKMARK' ? event : { type: event.type, item: this.#convert(event.item) }
  }

  /** Selectors mean what is shown, not what is behind it. */
  #toSourceSelector({ selector, namespace }: ListQuery | WatchQuery): Selector {
    if (selector.empty) return everything
    const matches = (object: Readonly<KubeObject>): boolean => selector.matches(this.#project(object))
    if (selector.name === undefined) {
      return { empty: false, ...(selector.namespace && { namespace: selector.namespace }), matches }
    }
    const within = namespace ?? selector.namespace
    const key = this.#options.toSourceKey({ name: selector.name, ...(within && { namespace: within }) })
    return key === undefined ? { empty: false, matches: () => false } : { empty: false, ...key, matches }
  }

  #project(object: Readonly<KubeObject>): KubeObject {
    const known = this.#objects.get(object)
    if (known !== undefined) return known
    const projected = this.#options.project(object)
    this.#objects.set(object, projected)
    return projected
  }

  #convert(item: StoredObject): StoredObject {
    const known = this.#stored.get(item)
    if (known !== undefined) return known
    const object = this.#project(item.object)
    const converted = { object, bytes: Buffer.from(JSON.stringify(object)), revision: item.revision }
    this.#stored.set(item, converted)
    return converted
  }
}
