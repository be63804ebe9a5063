import type { PolicyRule } from '../../api/kinds/rbac/policy-rule.ts'
import type { RoleRef } from '../../api/kinds/rbac/role-binding.ts'
import type { UserInfo } from '../types.ts'
import type { RbacPolicy } from './rbac-policy.ts'
import type { RoleRules } from './role-rules.ts'
import { rbacGroup } from '../../api/kinds/rbac/policy-rule.ts'

/** The most rules that are told of one user: an answer must have an end. */
const maxToldRules = 20_000

/** What a user may do; as the status of a SelfSubjectRulesReview tells it. */
export interface GrantedRules {
  readonly rules: readonly PolicyRule[]
  /** Undefined unless something was missing: the rules are then all that could be found. */
  readonly evaluationError: string | undefined
  /** What bindings of the user refer to, and is not there. */
  readonly missingRoles: readonly RoleRef[]
}

/** The roles that a user has, each once. */
export interface GrantedRoles {
  readonly roles: readonly RoleRules[]
  readonly missingRoles: readonly RoleRef[]
}

export interface RuleResolver {
  /**
   * All rules that a user has, everywhere and in one namespace; an empty namespace asks only for those that hold
   * everywhere. Of `system:masters` it knows only what bindings say, and of very many only the first. Throws StorageError.
   */
  rulesFor(user: UserInfo, namespace: string): GrantedRules
  /** The same, role by role, and always all of them. Throws StorageError. */
  rolesFor(user: UserInfo, namespace: string): GrantedRoles
  /** The rules of a role that a binding in `namespace` refers to; undefined where it does not exist. */
  rulesOf(roleRef: RoleRef, namespace: string): readonly PolicyRule[] | undefined
}

export function createRuleResolver(policy: RbacPolicy): RuleResolver {
  const rolesFor = (user: UserInfo, namespace: string): GrantedRoles => findRoles(policy, user, namespace)
  return {
    rolesFor,
    rulesFor(user, namespace) {
      const { roles, missingRoles } = rolesFor(user, namespace)
      const { rules, complete } = tell(roles)
      const errors = missingRoles.map(describeMissingRole)
      if (!complete) errors.push(`only ${rules.length} of the rules are told: there are too many`)
      return { rules, missingRoles, evaluationError: errors.length === 0 ? undefined : joinErrors(errors) }
    },
    rulesOf: (roleRef, namespace) => policy.rulesOf(roleRef, namespace),
  }
}

function findRoles(policy: RbacPolicy, user: UserInfo, namespace: string): GrantedRoles {
  const roles: RoleRules[] = []
  const missingRoles: RoleRef[] = []
  policy.some(user, namespace, (grant, role) => {
    if (role === undefined) missingRoles.push(grant.roleRef)
    else roles.push(role)
    return false
  })
  return { roles, missingRoles }
}

function tell(roles: readonly RoleRules[]): { readonly rules: readonly PolicyRule[]; readonly complete: boolean } {
  const rules: PolicyRule[] = []
  for (const role of roles) {
    for (const rule of role.rules) {
      if (rules.length >= maxToldRules) return { rules, complete: false }
      rules.push(rule)
    }
  }
  return { rules, complete: true }
}

/** A binding to a role that does not exist, as Kubernetes' listers say it: by the singular. */
export function describeMissingRole({ kind, name }: RoleRef): string {
  return `${kind.toLowerCase()}.${rbacGroup} ${JSON.stringify(name)} not found`
}

/** Several errors as one: k8s.io/apimachinery/pkg/util/errors. */
export function joinErrors(errors: readonly string[]): string {
  const all = [...new Set(errors)].sort()
  return all.length === 1 ? (all[0] ?? '') : `[${all.join(', ')}]`
}
