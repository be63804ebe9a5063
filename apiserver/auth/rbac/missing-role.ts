import { rbacGroup } from '../../api/kinds/rbac/policy-rule.ts'
import type { RoleRef } from '../../api/kinds/rbac/role-binding.ts'

/** A binding to a role that does not exist, as Kubernetes' listers say it: by the singular. */
export function describeMissingRole({ kind, name }: RoleRef): string {
  return `${kind.toLowerCase()}.${rbacGroup} ${JSON.stringify(name)} not found`
}

/** Several errors as one: k8s.io/apimachinery/pkg/util/errors. */
export function joinErrors(errors: readonly string[]): string {
  const all = [...new Set(errors)].sort()
  return all.length === 1 ? (all[0] ?? '') : `[${all.join(', ')}]`
}
