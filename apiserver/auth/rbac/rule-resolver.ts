import type { PolicyRule } from '../../api/rbac/policy-rule.ts'
import type { RoleRef } from '../../api/rbac/role-binding.ts'
import type { UserInfo } from '../types.ts'
import { describeMissingRole, joinErrors } from './missing-role.ts'
import type { RbacPolicy } from './rbac-policy.ts'

/** What a user may do; as the status of a SelfSubjectRulesReview tells it. */
export interface GrantedRules {
  readonly rules: readonly PolicyRule[]
  /** Undefined unless something was missing: the rules are then all that could be found. */
  readonly evaluationError: string | undefined
  /** What bindings of the user refer to, and is not there. */
  readonly missingRoles: readonly RoleRef[]
}

export interface RuleResolver {
  /**
   * All rules that a user has, everywhere and in one namespace; an empty namespace asks only for those that hold
   * everywhere. Of `system:masters` it knows only what bindings say. Throws StorageError.
   */
  rulesFor(user: UserInfo, namespace: string): GrantedRules
  /** The rules of a role that a binding in `namespace` refers to; undefined where it does not exist. */
  rulesOf(roleRef: RoleRef, namespace: string): readonly PolicyRule[] | undefined
}

export function createRuleResolver(policy: RbacPolicy): RuleResolver {
  return {
    rulesFor(user, namespace) {
      const found: PolicyRule[] = []
      const missingRoles: RoleRef[] = []
      policy.some(user, namespace, (grant, rules) => {
        if (rules === undefined) missingRoles.push(grant.roleRef)
        else for (const { rule } of rules) found.push(rule)
        return false
      })
      const errors = missingRoles.map(describeMissingRole)
      return { rules: found, missingRoles, evaluationError: errors.length === 0 ? undefined : joinErrors(errors) }
    },
    rulesOf: (roleRef, namespace) => policy.rulesOf(roleRef, namespace)?.map(({ rule }) => rule),
  }
}
