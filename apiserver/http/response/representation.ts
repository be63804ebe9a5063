import type { ListMeta, TableColumn, TableRequest } from '../../api/kind/table.ts'
import { TableWriter } from '../../api/kind/table.ts'
import { toPartialObjectMetadata } from '../../api/meta/object.ts'
import type { KubeObject, MetaVersion, StoredObject } from '../../api/meta/object.ts'
import type { ListResult, RestStorage, WatchEvent } from '../../registry/rest-storage.ts'
import type { Representation } from './negotiation.ts'
import { apiVersionOf } from '../../api/meta/resource-info.ts'

/** How the client wants Tables: `?includeObject=`. */
export type IncludeObject = TableRequest['includeObject']

/** What one answer is written as. */
export interface View {
  readonly representation: Representation
  readonly includeObject: IncludeObject
}

type EventType = WatchEvent['type']
type Bookmark = Extract<WatchEvent, { type: 'BOOKMARK' }>

const comma = Buffer.from(',')
const listEnd = Buffer.from(']}')

/**
 * Writes one resource's objects in every form that a client may ask for. Objects and lists are the cache's own bytes;
 * nothing that the cache holds is serialized again.
 */
export class Presenter {
  readonly #storage: RestStorage
  readonly #table: TableWriter
  readonly #now: () => number
  /** The JSON of `metadata`, by object: it lives as long as the cache keeps the object. */
  readonly #metadata = new WeakMap<StoredObject, string>()

  constructor(storage: RestStorage, now: () => number) {
    this.#storage = storage
    this.#table = new TableWriter(storage.table)
    this.#now = now
  }

  /** One object, as the body of an answer or inside of an event. */
  toObject(item: StoredObject, view: View): Uint8Array {
    const { representation } = view
    if (representation.as === 'object') return item.bytes
    if (representation.as === 'metadata') return Buffer.from(this.#toPartial(item, representation.apiVersion))
    const { apiVersion } = representation
    return Buffer.concat(this.#toTableOfOne(item, { apiVersion, view, includeColumns: true }))
  }

  /** A list, as chunks in order. */
  toList(result: ListResult, view: View): readonly Uint8Array[] {
    const { representation } = view
    if (representation.as === 'table') return this.#toTable(result, view, representation.apiVersion)
    if (representation.as === 'metadata') return [this.#toPartialList(result, representation.apiVersion)]
    const { info } = this.#storage
    const chunks: Uint8Array[] = [toListHead(info.listKind, apiVersionOf(info), toListMeta(result))]
    for (const { bytes } of result.items) {
      if (chunks.length > 1) chunks.push(comma)
      chunks.push(bytes)
    }
    chunks.push(listEnd)
    return chunks
  }

  /** One line of a watch. `first`: it is the first of its watch, where a Table tells its columns. */
  toEvent(event: WatchEvent, view: View, options: { readonly first: boolean }): Uint8Array {
    if (event.type === 'BOOKMARK') return Buffer.from(toLine('BOOKMARK', this.#toBookmark(event, view, options.first)))
    const { representation } = view
    if (representation.as === 'object') return toLineOfBytes(event.type, [event.item.bytes])
    if (representation.as === 'metadata') {
      return Buffer.from(toLine(event.type, this.#toPartial(event.item, representation.apiVersion)))
    }
    const { apiVersion } = representation
    const includeColumns = options.first
    return toLineOfBytes(event.type, this.#toTableOfOne(event.item, { apiVersion, view, includeColumns }))
  }

  #toTable(result: ListResult, view: View, apiVersion: MetaVersion): Uint8Array[] {
    const request = { apiVersion, includeObject: view.includeObject, now: this.#now(), includeColumns: true }
    return this.#table.toTable(result.items, toListMeta(result), request)
  }

  #toTableOfOne(item: StoredObject, options: TableOptions): Uint8Array[] {
    const { apiVersion, includeColumns, view } = options
    const request = { apiVersion, includeObject: view.includeObject, now: this.#now(), includeColumns }
    return this.#table.toTable([item], { resourceVersion: item.object.metadata.resourceVersion ?? '' }, request)
  }

  #toPartialList(result: ListResult, apiVersion: MetaVersion): Buffer {
    const items = result.items.map((item) => this.#toPartial(item, apiVersion))
    const head = toListHead('PartialObjectMetadataList', apiVersion, toListMeta(result))
    return Buffer.concat([head, Buffer.from(items.join(',')), listEnd])
  }

  #toPartial(item: StoredObject, apiVersion: MetaVersion): string {
    return `{"kind":"PartialObjectMetadata","apiVersion":"${apiVersion}","metadata":${this.#metadataOf(item)}}`
  }

  #metadataOf(item: StoredObject): string {
    const known = this.#metadata.get(item)
    if (known !== undefined) return known
    const json = JSON.stringify(item.object.metadata)
    this.#metadata.set(item, json)
    return json
  }

  /** An object that is empty but for its resource version, in the client's form. */
  #toBookmark({ revision, initialEventsEnd }: Bookmark, { representation }: View, first: boolean): string {
    const { info } = this.#storage
    const annotations = initialEventsEnd ? { 'k8s.io/initial-events-end': 'true' } : undefined
    const metadata = { resourceVersion: String(revision), creationTimestamp: null, ...(annotations && { annotations }) }
    const object = { kind: info.kind, apiVersion: apiVersionOf(info), metadata } as unknown as KubeObject
    if (representation.as === 'object') return JSON.stringify(object)
    const partial = toPartialObjectMetadata(object, representation.apiVersion)
    if (representation.as === 'metadata') return JSON.stringify(partial)
    const { columns } = this.#storage.table
    const rows = [{ cells: columns.map(() => null), object: partial }]
    const columnDefinitions: readonly TableColumn[] | null = first ? columns : null
    const { apiVersion } = representation
    return JSON.stringify({
      kind: 'Table',
      apiVersion,
      metadata: { resourceVersion: String(revision) },
      columnDefinitions,
      rows,
    })
  }
}

interface TableOptions {
  readonly apiVersion: MetaVersion
  readonly view: View
  readonly includeColumns: boolean
}

/** One line of a watch around JSON that is there already. */
export function toLine(type: EventType | 'ERROR', object: string): string {
  return `{"type":"${type}","object":${object}}\n`
}

const eventStarts: Readonly<Record<EventType, Buffer>> = {
  ADDED: Buffer.from('{"type":"ADDED","object":'),
  MODIFIED: Buffer.from('{"type":"MODIFIED","object":'),
  DELETED: Buffer.from('{"type":"DELETED","object":'),
  BOOKMARK: Buffer.from('{"type":"BOOKMARK","object":'),
}
const eventEnd = Buffer.from('}\n')

function toLineOfBytes(type: EventType, chunks: readonly Uint8Array[]): Buffer {
  return Buffer.concat([eventStarts[type], ...chunks, eventEnd])
}

function toListHead(kind: string, apiVersion: string, metadata: ListMeta): Buffer {
  return Buffer.from(`{"kind":"${kind}","apiVersion":"${apiVersion}","metadata":${JSON.stringify(metadata)},"items":[`)
}

function toListMeta({ revision, continueToken, remainingItemCount }: ListResult): ListMeta {
  return {
    resourceVersion: String(revision),
    ...(continueToken !== undefined && { continue: continueToken }),
    ...(remainingItemCount !== undefined && { remainingItemCount }),
  }
}
