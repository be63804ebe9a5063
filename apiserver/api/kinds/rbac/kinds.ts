import { defineKind } from '../../kind/define-kind.ts'
import type { KindDefinition } from '../../kind/kind-definition.ts'
import { checkPathSegment } from '../../meta/names.ts'
import { structural } from '../../schema/schema.ts'
import { clusterRoleInfo, clusterRoleSchema, roleInfo, roleSchema } from './role.ts'
import { clusterRoleBindingInfo, clusterRoleBindingSchema, roleBindingInfo, roleBindingSchema } from './role-binding.ts'
import { bindingTable, roleTable } from './tables.ts'
import {
  validateBindingUpdate,
  validateClusterRole,
  validateClusterRoleBinding,
  validateRole,
  validateRoleBinding,
} from './validation.ts'

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
