import type { KubeObject } from '../../meta/object.ts'
import { ageColumn, ageOf, column, nameColumn } from '../../kind/table-columns.ts'
import type { TableConverter } from '../../kind/table.ts'
import type { BindingObject, Subject } from './role-binding.ts'

/** Roles and ClusterRoles show when they were created, not how long ago: pkg/printers/internalversion. */
export const roleTable: TableConverter = {
  columns: [nameColumn, { ...column('Created At', 'When the object was created.'), type: 'date' }],
  cells: ({ metadata }: Readonly<KubeObject>) => [metadata.name, metadata.creationTimestamp ?? ''],
}

export const bindingTable: TableConverter = {
  columns: [
    nameColumn,
    column('Role', 'Kind and name of the role.'),
    ageColumn,
    column('Users', 'The users who get the permissions.', { wide: true }),
    column('Groups', 'The groups that get the permissions.', { wide: true }),
    column('ServiceAccounts', 'The service accounts that get the permissions.', { wide: true }),
  ],
  cells(object: Readonly<KubeObject>) {
    const { metadata, roleRef, subjects = [] } = object as BindingObject
    const role = `${roleRef?.kind ?? ''}/${roleRef?.name ?? ''}`
    const account = ({ namespace = '', name }: Subject): string => `${namespace}/${name}`
    return [
      metadata.name,
      role,
      ageOf(object),
      join(subjects, 'User', ({ name }) => name),
      join(subjects, 'Group', ({ name }) => name),
      join(subjects, 'ServiceAccount', account),
    ]
  },
}

function join(subjects: readonly Subject[], wanted: string, show: (subject: Subject) => string): string {
  return subjects
    .filter(({ kind }) => kind === wanted)
    .map(show)
    .join(', ')
}
