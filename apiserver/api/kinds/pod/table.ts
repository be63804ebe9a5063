import { ageColumn, ageOf, column, nameColumn, none } from '../../kind/table-columns.ts'
import type { Pod } from './schema.ts'
import type { KubeObject } from '../../meta/object.ts'
import type { TableConverter } from '../../kind/table.ts'

const wide = { wide: true }

/** The columns of Kubernetes' own pods: scripts and people look for them. */
export const podTable: TableConverter = {
  columns: [
    nameColumn,
    column('Ready', 'Containers that are ready, of all.'),
    column('Status', 'Running, or Terminating.'),
    column('Restarts', 'Always 0.'),
    ageColumn,
    column('IP', 'Address of the device, as the server sees it.', wide),
    column('Node', 'The device, as a node.', wide),
    column('Nominated Node', 'Always none.', wide),
    column('Readiness Gates', 'Always none.', wide),
  ],
  cells(object: Readonly<KubeObject>) {
    const { metadata, spec, status } = object as Partial<Pod>
    const statuses = status?.containerStatuses ?? []
    const ready = statuses.filter((one) => one.ready).length
    return [
      metadata?.name ?? '',
      `${ready}/${spec?.containers.length ?? statuses.length}`,
      metadata?.deletionTimestamp === undefined ? (status?.phase ?? 'Running') : 'Terminating',
      '0',
      ageOf(object),
      status?.podIP ?? none,
      spec?.nodeName ?? none,
      none,
      none,
    ]
  },
}
