import type { KubeObject, ObjectMeta } from '../../api/meta/object.ts'
import { rbacGroup } from '../../api/kinds/rbac/policy-rule.ts'
import type { PolicyRule } from '../../api/kinds/rbac/policy-rule.ts'
import type { BindingObject } from '../../api/kinds/rbac/role-binding.ts'
import { clusterRoleBindingInfo } from '../../api/kinds/rbac/role-binding.ts'
import { clusterRoleInfo } from '../../api/kinds/rbac/role.ts'
import type { RoleObject } from '../../api/kinds/rbac/role.ts'

/** With `false`, the server leaves an object as it is; k8s.io/api/rbac/v1. */
export const autoUpdateAnnotation = 'rbac.authorization.kubernetes.io/autoupdate'
const bootstrappingLabel = 'kubernetes.io/bootstrapping'
const aggregateLabel = `${rbacGroup}/aggregate-to-`

/** A ClusterRole that a new server begins with. */
export interface DefaultRole {
  readonly name: string
  readonly rules?: readonly PolicyRule[]
  /** Its rules are part of this role. */
  readonly aggregatesTo?: AggregatedRole
  /** It has the rules of all roles that are part of this one. */
  readonly aggregates?: AggregatedRole
}

export type AggregatedRole = 'admin' | 'edit' | 'view'

/** A ClusterRoleBinding that a new server begins with; it has the name of its role. */
export interface DefaultBinding {
  readonly role: string
  readonly groups: readonly string[]
}

export function toClusterRole({ name, rules = [], aggregatesTo, aggregates }: DefaultRole): RoleObject {
  return {
    apiVersion: `${rbacGroup}/v1`,
    kind: clusterRoleInfo.kind,
    metadata: toMeta(name, aggregatesTo === undefined ? {} : aggregationLabel(aggregatesTo)),
    rules,
    ...(aggregates !== undefined && {
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: aggregationLabel(aggregates) }] },
    }),
  }
}

export function toClusterRoleBinding({ role, groups }: DefaultBinding): BindingObject {
  return {
    apiVersion: `${rbacGroup}/v1`,
    kind: clusterRoleBindingInfo.kind,
    metadata: toMeta(role, {}),
    roleRef: { apiGroup: rbacGroup, kind: clusterRoleInfo.kind, name: role },
    subjects: groups.map((name) => ({ kind: 'Group', apiGroup: rbacGroup, name })),
  }
}

/** Whether the server may bring an object up to date. */
export function isAutoUpdated({ metadata }: Readonly<KubeObject>): boolean {
  return metadata.annotations?.[autoUpdateAnnotation] !== 'false'
}

function toMeta(name: string, labels: Readonly<Record<string, string>>): ObjectMeta {
  return {
    name,
    labels: { [bootstrappingLabel]: 'rbac-defaults', ...labels },
    annotations: { [autoUpdateAnnotation]: 'true' },
  }
}

function aggregationLabel(role: AggregatedRole): Record<string, string> {
  return { [`${aggregateLabel}${role}`]: 'true' }
}
