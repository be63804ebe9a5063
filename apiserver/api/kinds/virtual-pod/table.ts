import { ageColumn, ageOf, column, conditionStatus, nameColumn, none } from '../../kind/table-columns.ts'
import type { KubeObject } from '../../meta/object.ts'
import type { TableConverter } from '../../kind/table.ts'
import type { VirtualPod } from './schema.ts'

const wide = { wide: true }

export const virtualPodTable: TableConverter = {
  columns: [
    nameColumn,
    column('Device', 'The device to which it leads.'),
    column('Ready', 'Whether the device is connected: True, False or Unknown.'),
    column('Status', 'Always Running, or Terminating.'),
    ageColumn,
    column('Containers', 'Names of the containers.', wide),
    column('Logs', 'Names of the logs.', wide),
  ],
  cells(object: Readonly<KubeObject>) {
    const { metadata, spec, status } = object as Partial<VirtualPod>
    return [
      metadata?.name ?? '',
      spec?.deviceName ?? none,
      conditionStatus(status?.conditions, 'Ready'),
      metadata?.deletionTimestamp === undefined ? (status?.phase ?? 'Running') : 'Terminating',
      ageOf(object),
      names(spec?.containers),
      names(spec?.logs),
    ]
  },
}

function names(items: readonly Readonly<{ name: string }>[] | undefined): string {
  return items?.length ? items.map((item) => item.name).join(',') : none
}
