import { ageColumn, ageOf, nameColumn } from '../../kind/table-columns.ts'
import type { VirtualCluster } from './schema.ts'
import type { KubeObject } from '../../meta/object.ts'
import type { TableConverter } from '../../kind/table.ts'

export const virtualClusterTable: TableConverter = {
  columns: [nameColumn, ageColumn],
  cells(object: Readonly<KubeObject>) {
    const { metadata } = object as Partial<VirtualCluster>
    return [metadata?.name ?? '', ageOf(object)]
  },
}
