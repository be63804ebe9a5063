import { ageColumn, ageOf, nameColumn } from './table-columns.ts'
import type { VirtualCluster } from './virtual-cluster.ts'
import type { KubeObject } from './object.ts'
import type { TableConverter } from './table.ts'

export const virtualClusterTable: TableConverter = {
  columns: [nameColumn, ageColumn],
  cells(object: Readonly<KubeObject>) {
    const { metadata } = object as Partial<VirtualCluster>
    return [metadata?.name ?? '', ageOf(object)]
  },
}
