import type { KubeObject } from '../meta/object.ts'
import type { Since, TableColumn } from './table.ts'

/** What a cell shows where there is nothing to show, as kubectl has it. */
export const none = '<none>'

/** A column of texts; `wide` ones are shown by `kubectl get -o wide` only. */
export function column(
  name: string,
  description: string,
  options: { wide?: boolean; format?: string } = {},
): TableColumn {
  return { name, type: 'string', format: options.format ?? '', description, priority: options.wide ? 1 : 0 }
}

export const nameColumn: TableColumn = column('Name', 'Name of the object.', { format: 'name' })
export const ageColumn: TableColumn = column('Age', 'Time since the object was created.')

export function ageOf({ metadata }: Readonly<KubeObject>): Since {
  return { since: metadata.creationTimestamp }
}

/** The status of a condition: True, False, or Unknown where there is none of that type. */
export function conditionStatus(
  conditions: readonly Readonly<{ type: string; status: string }>[] | undefined,
  type: string,
): string {
  return conditions?.find((condition) => condition.type === type)?.status ?? 'Unknown'
}
