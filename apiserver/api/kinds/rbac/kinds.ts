import { defineKind } from '../../kind/define-kind.ts'
import type { KindDefinition } from '../../kind/define-kind.ts'
import { ageColumn, ageOf, column, nameColumn } from '../../kind/table-columns.ts'
import type { TableConverter } from '../../kind/table.ts'
import { checkPathSegment } from '../../meta/names.ts'
import type { KubeObject } from '../../meta/object.ts'
import { structural } from '../../schema/schema.ts'
import { clusterRoleBindingInfo, clusterRoleBindingSchema, roleBindingInfo, roleBindingSchema } from './role-binding.ts'
import type { BindingObject, Subject } from './role-binding.ts'
import { clusterRoleInfo, clusterRoleSchema, roleInfo, roleSchema } from './role.ts'
import {
  validateBindingUpdate,
  validateClusterRole,
  validateClusterRoleBinding,
  validateRole,
  validateRoleBinding,
} from './validation.ts'

/** Roles and ClusterRoles show when they were created, not how long ago: pkg/printers/internalversion. */
const roleTable: TableConverter = {
  columns: [nameColumn, { ...column('Created At', 'When the object was created.'), type: 'date' }],
  cells: ({ metadata }: Readonly<KubeObject>) => [metadata.name, metadata.creationTimestamp ?? ''],
}

const bindingTable: TableConverter = {
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

export const roleKind: KindDefinition = defineKind({
  info: roleInfo,
  schema: structural(roleSchema),
  table: roleTable,
  nameRule: checkPathSegment,
  validate: validateRole,
})

export const clusterRoleKind: KindDefinition = defineKind({
  info: clusterRoleInfo,
  schema: structural(clusterRoleSchema),
  table: roleTable,
  nameRule: checkPathSegment,
  validate: validateClusterRole,
})

export const roleBindingKind: KindDefinition = defineKind({
  info: roleBindingInfo,
  schema: structural(roleBindingSchema),
  table: bindingTable,
  nameRule: checkPathSegment,
  validate: validateRoleBinding,
  validateUpdate: validateBindingUpdate,
})

export const clusterRoleBindingKind: KindDefinition = defineKind({
  info: clusterRoleBindingInfo,
  schema: structural(clusterRoleBindingSchema),
  table: bindingTable,
  nameRule: checkPathSegment,
  validate: validateClusterRoleBinding,
  validateUpdate: validateBindingUpdate,
})

export const rbacKinds: readonly KindDefinition[] = [roleKind, clusterRoleKind, roleBindingKind, clusterRoleBindingKind]

function join(subjects: readonly Subject[], wanted: string, show: (subject: Subject) => string): string {
  return subjects
    .filter(({ kind }) => kind === wanted)
    .map(show)
    .join(', ')
}
