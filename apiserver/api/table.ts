import type { KubeObject, StoredObject } from './object.ts'
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

/**
 * Writes Tables of one kind. It remembers what of a row does not depend on the time, for as long as the caller's
 * cache keeps the StoredObject: a list of thousands is then mostly copying.
 */
export class TableWriter {
  constructor(converter: TableConverter) {
    void converter
  }

  /** The JSON of a Table. For a single object, `meta` holds its own resourceVersion. */
  toTable(items: readonly StoredObject[], meta: ListMeta, request: TableRequest): string {
    throw new Error(`not yet: ${items.length} ${meta.resourceVersion} ${request.now}`)
  }

  /** The JSON of one element of `rows`. */
  toRow(item: StoredObject, request: TableRequest): string {
    throw new Error(`not yet: ${item.revision} ${request.now}`)
  }
}
