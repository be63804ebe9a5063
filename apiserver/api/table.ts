import type { KubeObject, StoredObject } from './object.ts'
import { toPartialObjectMetadata } from './partial-object-metadata.ts'
import type { MetaVersion } from './partial-object-metadata.ts'

/** A column of `kubectl get`; priority 0 always, 1 with `-o wide`. meta/v1 TableColumnDefinition. */
export interface TableColumn {
  readonly name: string
  readonly type: 'string' | 'integer' | 'date'
  readonly format: string
  readonly description: string
  readonly priority: number
}

/** How a kind looks in `kubectl get`. */
export interface TableConverter {
  readonly columns: readonly TableColumn[]
  /** The cells of one row, in the order of `columns`. `now` is in milliseconds since the epoch. */
  cells(object: Readonly<KubeObject>, now: number): readonly (string | number | null)[]
}

export interface TableRequest {
  readonly apiVersion: MetaVersion
  /** What `row.object` is: nothing, PartialObjectMetadata (Kubernetes' default), or the object. */
  readonly includeObject: 'None' | 'Metadata' | 'Object'
  /** Milliseconds since the epoch. */
  readonly now: number
  /** False in all but the first event of a watch. */
  readonly includeColumns: boolean
}

/** `metadata` of a list, or of a Table of one. */
export interface ListMeta {
  readonly resourceVersion: string
  readonly continue?: string
  readonly remainingItemCount?: number
}

type Cells = readonly (string | number | null)[]

/** A row as it was last written. */
interface RememberedRow {
  readonly cells: Cells
  readonly text: string
  /** Where in `text` the metadata begins; it ends one before the end. */
  readonly metadataAt: number
}

/**
 * Writes Tables of one kind. It remembers the rows that kubectl asks for, for as long as the caller's cache keeps
 * the StoredObject: while no cell changes, and ages do rarely, a list of thousands is mostly copying.
 */
export class TableWriter {
  readonly #converter: TableConverter
  readonly #columns: string
  readonly #rows = new WeakMap<StoredObject, RememberedRow>()

  constructor(converter: TableConverter) {
    this.#converter = converter
    this.#columns = JSON.stringify(converter.columns)
  }

  /** The JSON of a Table. For a single object, `meta` holds its own resourceVersion. */
  toTable(items: readonly StoredObject[], meta: ListMeta, request: TableRequest): string {
    const head = `{"kind":"Table","apiVersion":"${request.apiVersion}","metadata":${JSON.stringify(meta)}`
    // A watch's later events say null, as Kubernetes does: kubectl then keeps the columns it has.
    const columns = request.includeColumns ? this.#columns : 'null'
    const rows = items.map((item) => this.toRow(item, request))
    return `${head},"columnDefinitions":${columns},"rows":[${rows.join(',')}]}`
  }

  /** The JSON of one element of `rows`. */
  toRow(item: StoredObject, request: TableRequest): string {
    const cells = this.#converter.cells(item.object, request.now)
    if (request.includeObject === 'None') return joinRow(cells, 'null')
    if (request.includeObject === 'Object') return joinRow(cells, textOf(item.bytes))
    if (request.apiVersion !== 'meta.k8s.io/v1') return joinRow(cells, toMetadataJson(item, request.apiVersion))
    return this.#toRememberedRow(item, cells)
  }

  #toRememberedRow(item: StoredObject, cells: Cells): string {
    const known = this.#rows.get(item)
    if (known && cells.every((cell, index) => cell === known.cells[index])) return known.text
    const metadata = known ? known.text.slice(known.metadataAt, -1) : toMetadataJson(item, 'meta.k8s.io/v1')
    const text = joinRow(cells, metadata)
    this.#rows.set(item, { cells, text, metadataAt: text.length - metadata.length - 1 })
    return text
  }
}

function joinRow(cells: Cells, object: string): string {
  return `{"cells":${JSON.stringify(cells)},"object":${object}}`
}

function toMetadataJson(item: StoredObject, apiVersion: MetaVersion): string {
  return JSON.stringify(toPartialObjectMetadata(item.object, apiVersion))
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}
