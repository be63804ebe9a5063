import { ageColumn, ageOf, column, nameColumn, none } from '../../kind/table-columns.ts'
import type { EdgeDevice } from './schema.ts'
import type { KubeObject } from '../../meta/object.ts'
import type { TableConverter } from '../../kind/table.ts'

const wide = { wide: true }

export const edgeDeviceTable: TableConverter = {
  columns: [
    nameColumn,
    column('Phase', 'Pending, Online or Offline.'),
    column('Method', 'How the device reaches the server.'),
    column('Arch', 'Architecture of the processor.'),
    column('OS', 'Family of the operating system.'),
    ageColumn,
    column('Address', 'Where the connection comes from, as the server sees it.', wide),
    column('RTT', 'Round trip time when the connection was made.', wide),
    column('Agent', 'Version of the agent.', wide),
    column('Since', 'Time since the connection was made.', wide),
  ],
  cells(object: Readonly<KubeObject>) {
    const { metadata, spec, status } = object as Partial<EdgeDevice>
    const { connection, nodeInfo } = status ?? {}
    return [
      metadata?.name ?? '',
      status?.phase ?? 'Pending',
      connection?.method ?? spec?.connectivity.method ?? none,
      nodeInfo?.architecture ?? none,
      nodeInfo?.operatingSystem ?? none,
      ageOf(object),
      connection?.remoteAddress ?? none,
      connection?.rttMillis === undefined ? none : `${connection.rttMillis}ms`,
      nodeInfo?.agentVersion ?? none,
      connection?.since === undefined ? none : { since: connection.since },
    ]
  },
}
