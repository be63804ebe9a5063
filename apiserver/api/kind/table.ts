import { toAge } from './duration.ts'
import type { KubeObject, StoredObject } from '../meta/object.ts'
import { toPartialObjectMetadata } from '../meta/partial-object-metadata.ts'
import type { MetaVersion } from '../meta/partial-object-metadata.ts'

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
  /** The cells of one row, in the order of `columns`. */
  cells(object: Readonly<KubeObject>): readonly Cell[]
}

export type Cell = string | number | null | Since

/** A time, shown as how long ago that is. */
export interface Since {
  readonly since: string | undefined
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

/** A row as bytes, with the comma that separates it from the one before. */
interface Row {
  readonly bytes: Uint8Array
  /** Where in `bytes` the object begins; it ends one before the end. */
  readonly objectAt: number
  /** When the row says so, in milliseconds since the epoch: its ages grow. The end is not included. */
  readonly fromMs: number
  readonly untilMs: number
}

const rowEnd = Buffer.from('}')
const tableEnd = Buffer.from(']}')
const noObject = Buffer.from('null')

/**
 * Writes Tables of one kind. It remembers the rows that kubectl asks for, until one of their ages changes and for as long as the
 * caller's cache keeps the StoredObject: a list of thousands is mostly copying.
 */
export class TableWriter {
  readonly #converter: TableConverter
  readonly #columns: string
  readonly #rows = new WeakMap<StoredObject, Row>()

  constructor(converter: TableConverter) {
    this.#converter = converter
    this.#columns = JSON.stringify(converter.columns)
  }

  /** The JSON of a Table, as chunks in order. For a single object, `meta` holds its own resourceVersion. */
  toTable(items: readonly StoredObject[], meta: ListMeta, request: TableRequest): Uint8Array[] {
    const head = `{"kind":"Table","apiVersion":"${request.apiVersion}","metadata":${JSON.stringify(meta)}`
    // A watch's later events say null, as Kubernetes does: kubectl then keeps the columns it has.
    const columns = request.includeColumns ? this.#columns : 'null'
    const chunks: Uint8Array[] = [Buffer.from(`${head},"columnDefinitions":${columns},"rows":[`)]
    for (const item of items) {
      const { bytes } = this.#toRow(item, request)
      chunks.push(chunks.length === 1 ? bytes.subarray(1) : bytes)
    }
    chunks.push(tableEnd)
    return chunks
  }

  #toRow(item: StoredObject, request: TableRequest): Row {
    const { apiVersion, includeObject, now } = request
    if (includeObject === 'None') return this.#write(item, noObject, now)
    if (includeObject === 'Object') return this.#write(item, item.bytes, now)
    if (apiVersion !== 'meta.k8s.io/v1') return this.#write(item, toMetadataBytes(item, apiVersion), now)
    return this.#toRememberedRow(item, now)
  }

  #toRememberedRow(item: StoredObject, now: number): Row {
    const known = this.#rows.get(item)
    if (known !== undefined && now >= known.fromMs && now < known.untilMs) return known
    const object = known?.bytes.subarray(known.objectAt, -1) ?? toMetadataBytes(item, 'meta.k8s.io/v1')
    const row = this.#write(item, object, now)
    this.#rows.set(item, row)
    return row
  }

  #write(item: StoredObject, object: Uint8Array, now: number): Row {
    let untilMs = Number.POSITIVE_INFINITY
    const cells = this.#converter.cells(item.object).map((cell) => {
      if (typeof cell !== 'object' || cell === null) return cell
      const age = toAge(cell.since, now)
      untilMs = Math.min(untilMs, age.untilMs)
      return age.text
    })
    const start = Buffer.from(`,{"cells":${JSON.stringify(cells)},"object":`)
    return { bytes: joinApart([start, object, rowEnd]), objectAt: start.length, fromMs: now, untilMs }
  }
}

/** Outside of Node's pool: a slice that is kept would keep all that was cut from the same pool. */
function joinApart(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = Buffer.allocUnsafeSlow(parts.reduce((sum, part) => sum + part.length, 0))
  let length = 0
  for (const part of parts) {
    bytes.set(part, length)
    length += part.length
  }
  return bytes
}

function toMetadataBytes(item: StoredObject, apiVersion: MetaVersion): Uint8Array {
  return Buffer.from(JSON.stringify(toPartialObjectMetadata(item.object, apiVersion)))
}
