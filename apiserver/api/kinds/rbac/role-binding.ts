import { Type } from 'typebox'
import type { Static } from 'typebox'
import { objectMetaSchema, typeMetaProperties } from '../../kind/object-meta.ts'
import type { KubeObject } from '../../meta/object.ts'
import type { ResourceInfo } from '../../meta/resource-info.ts'
import { reference } from '../../schema/schema.ts'
import { rbacPackage } from './policy-rule.ts'
import { roleInfo } from './role.ts'

export const roleBindingInfo: ResourceInfo = {
  ...roleInfo,
  kind: 'RoleBinding',
  listKind: 'RoleBindingList',
  resource: 'rolebindings',
  singular: 'rolebinding',
}

export const clusterRoleBindingInfo: ResourceInfo = {
  ...roleInfo,
  kind: 'ClusterRoleBinding',
  listKind: 'ClusterRoleBindingList',
  resource: 'clusterrolebindings',
  singular: 'clusterrolebinding',
  namespaced: false,
}

const roleRefSchema = Type.Object(
  {
    apiGroup: Type.String({ description: 'rbac.authorization.k8s.io.' }),
    kind: Type.String({ description: 'Role or ClusterRole.' }),
    name: Type.String({ description: 'Name of the role.' }),
  },
  {
    description: 'The role that is bound. Cannot be changed.',
    'x-kubernetes-map-type': 'atomic',
    [reference]: `${rbacPackage}.RoleRef`,
  },
)

const subjectSchema = Type.Object(
  {
    kind: Type.String({ description: 'User, Group or ServiceAccount.' }),
    apiGroup: Type.Optional(
      Type.String({ description: 'rbac.authorization.k8s.io for User and Group, and empty for ServiceAccount.' }),
    ),
    name: Type.String({ description: 'Name of the user, group or service account.' }),
    namespace: Type.Optional(Type.String({ description: 'Namespace of the service account.' })),
  },
  {
    description: 'Somebody who gets the permissions.',
    'x-kubernetes-map-type': 'atomic',
    [reference]: `${rbacPackage}.Subject`,
  },
)

const properties = {
  ...typeMetaProperties,
  metadata: objectMetaSchema,
  roleRef: roleRefSchema,
  subjects: Type.Optional(
    Type.Array(subjectSchema, { description: 'Who gets the permissions.', 'x-kubernetes-list-type': 'atomic' }),
  ),
}

export const roleBindingSchema = Type.Object(properties, {
  description: 'RoleBinding grants the permissions of a Role or a ClusterRole, within its namespace.',
})

export const clusterRoleBindingSchema = Type.Object(properties, {
  description: 'ClusterRoleBinding grants the permissions of a ClusterRole, in all namespaces and outside of them.',
})

export type RoleRef = Static<typeof roleRefSchema>
export type Subject = Static<typeof subjectSchema>

/** A RoleBinding or a ClusterRoleBinding as it is stored. */
export interface BindingObject extends KubeObject {
  roleRef: RoleRef
  subjects?: readonly Subject[]
}
