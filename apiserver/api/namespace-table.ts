import { ageColumn, ageOf, column, nameColumn } from './table-columns.ts'
import type { Namespace } from './namespace.ts'
import type { KubeObject } from './object.ts'
import type { TableConverter } from './table.ts'

export const namespaceTable: TableConverter = {
  columns: [nameColumn, column('Status', 'Active or Terminating.'), ageColumn],
  cells(object: Readonly<KubeObject>) {
    const { metadata, status } = object as Partial<Namespace>
    return [metadata?.name ?? '', status?.phase ?? 'Active', ageOf(object)]
  },
}
