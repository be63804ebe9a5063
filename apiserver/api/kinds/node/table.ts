import { ageColumn, ageOf, column, conditionStatus, nameColumn, none } from '../../kind/table-columns.ts'
import type { Node } from './schema.ts'
import type { KubeObject } from '../../meta/object.ts'
import type { TableConverter } from '../../kind/table.ts'

const wide = { wide: true }
const rolePrefix = 'node-role.kubernetes.io/'

/** The columns of Kubernetes' own nodes: scripts and people look for them. */
export const nodeTable: TableConverter = {
  columns: [
    nameColumn,
    column('Status', 'Ready, NotReady or Unknown; and SchedulingDisabled.'),
    column('Roles', 'Roles of the node, from its labels.'),
    ageColumn,
    column('Version', 'Version of the agent.'),
    column('Internal-IP', 'Internal address.', wide),
    column('External-IP', 'Address of the device, as the server sees it.', wide),
    column('OS-Image', 'Name of the operating system.', wide),
    column('Kernel-Version', 'Version of the kernel.', wide),
    column('Container-Runtime', 'Container runtime of the device, where it has one.', wide),
  ],
  cells(object: Readonly<KubeObject>) {
    const { metadata, spec, status } = object as Partial<Node>
    const info = status?.nodeInfo
    return [
      metadata?.name ?? '',
      readiness(status?.conditions) + (spec?.unschedulable ? ',SchedulingDisabled' : ''),
      roles(metadata?.labels ?? {}),
      ageOf(object),
      info?.kubeletVersion || none,
      address(status?.addresses, 'InternalIP'),
      address(status?.addresses, 'ExternalIP'),
      info?.osImage || '<unknown>',
      info?.kernelVersion || '<unknown>',
      info?.containerRuntimeVersion || '<unknown>',
    ]
  },
}

function readiness(conditions: NonNullable<Node['status']>['conditions']): string {
  const status = conditionStatus(conditions, 'Ready')
  if (status === 'Unknown') return conditions?.some((one) => one.type === 'Ready') ? 'NotReady' : 'Unknown'
  return status === 'True' ? 'Ready' : 'NotReady'
}

function roles(labels: Readonly<Record<string, string>>): string {
  const found = Object.keys(labels).filter((key) => key.startsWith(rolePrefix))
  return found.length === 0
    ? none
    : found
        .map((key) => key.slice(rolePrefix.length))
        .sort()
        .join(',')
}

function address(addresses: NonNullable<Node['status']>['addresses'], type: string): string {
  return addresses?.find((one) => one.type === type)?.address ?? none
}
