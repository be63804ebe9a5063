import { ageColumn, ageOf, column, nameColumn } from '../../kind/table-columns.ts'
import type { Namespace } from './schema.ts'
import type { KubeObject } from '../../meta/object.ts'
import type { TableConverter } from '../../kind/table.ts'

export const namespaceTable: TableConverter = {
  columns: [nameColumn, column('Status', 'Active or Terminating.'), ageColumn],
  cells(object: Readonly<KubeObject>) {
    const { metadata, status } = object as Partial<Namespace>
    return [metadata?.name ?? '', status?.phase ?? 'Active', ageOf(object)]
  },
}
