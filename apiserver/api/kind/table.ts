import { toPartialObjectMetadata } from '../meta/object.ts'
import type { KubeObject, MetaVersion, StoredObject } from '../meta/object.ts'

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

type Cell = string | number | null | Since

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

const minute = 60
const hour = 60 * minute
const day = 24 * hour
const year = 365 * day

/**
 * A duration as kubectl shows an age, such as `5m`, `3h20m` or `2d4h`. The rules of HumanDuration in
 * k8s.io/apimachinery/pkg/util/duration: the larger the duration, the coarser, at most two units.
 */
export function toHumanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000)
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  if (seconds < 2 * minute) return `${seconds}s`
  const minutes = Math.floor(seconds / minute)
  if (minutes < 10) return units(minutes, 'm', seconds % minute, 's')
  if (minutes < 3 * 60) return `${minutes}m`
  const hours = Math.floor(seconds / hour)
  if (hours < 8) return units(hours, 'h', minutes % 60, 'm')
  if (hours < 48) return `${hours}h`
  const days = Math.floor(seconds / day)
  if (hours < 192) return units(days, 'd', hours % 24, 'h')
  if (days < 2 * 365) return `${days}d`
  const years = Math.floor(seconds / year)
  return days < 8 * 365 ? units(years, 'y', days % 365, 'd') : `${years}y`
}

/** How old something is, and until when that is told so: milliseconds since the epoch, never too late. */
interface Age {
  readonly text: string
  readonly untilMs: number
}

/** The age of a timestamp in an object: `<unknown>` where there is none, as kubectl has it. */
export function toAge(timestamp: string | undefined, now: number): Age {
  const time = timestamp === undefined ? Number.NaN : Date.parse(timestamp)
  if (Number.isNaN(time)) return { text: '<unknown>', untilMs: Number.POSITIVE_INFINITY }
  return { text: toHumanDuration(now - time), untilMs: now + toHeldMs(now - time) }
}

/** For how long a duration's text stays the same while the duration grows, at least. */
function toHeldMs(milliseconds: number): number {
  if (milliseconds < 0) return 0
  const stepMs = 1000 * toStep(milliseconds / 1000)
  return stepMs - (milliseconds % stepMs)
}

function toStep(seconds: number): number {
  if (seconds < 10 * minute) return 1
  if (seconds < 8 * hour) return minute
  return seconds < 192 * hour ? hour : day
}

function units(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`
}
