import type { KubeObject } from './object.ts'

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
