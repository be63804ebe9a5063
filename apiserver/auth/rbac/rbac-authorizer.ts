import { mastersGroup } from '../groups.ts'
import type { Attributes, Authorizer, Decision, UserInfo } from '../types.ts'
import { describeMissingRole, joinErrors } from './missing-role.ts'
import { allows } from './compiled-rule.ts'
import type { RbacPolicy } from './rbac-policy.ts'

/**
 * Allows what roles and bindings grant, with kube-apiserver's reasons: everything to `system:masters`, whatever happens to
 * the roles; otherwise the first rule that allows it counts, and nothing can forbid.
 */
export function createRbacAuthorizer(policy: RbacPolicy): Authorizer {
  const masters = Promise.resolve({ allowed: true })
  return {
    authorize: (user, attributes) => {
      if (user.groups.includes(mastersGroup)) return masters
      return decide(policy, user, attributes)
    },
  }
}

async function decide(policy: RbacPolicy, user: UserInfo, attributes: Attributes): Promise<Decision> {
  const namespace = attributes.kind === 'resource' ? (attributes.namespace ?? '') : ''
  const errors: string[] = []
  let reason: string | undefined
  const allowed = policy.some(user, namespace, (grant, rules) => {
    if (rules === undefined) errors.push(describeMissingRole(grant.roleRef))
    if (!rules?.some((rule) => allows(rule, attributes))) return false
    reason = `RBAC: allowed by ${grant.describe()}`
    return true
  })
  if (reason === undefined && errors.length > 0) reason = `RBAC: ${joinErrors(errors)}`
  return { allowed, ...(reason !== undefined && { reason }) }
}
