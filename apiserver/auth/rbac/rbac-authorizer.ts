import { ApiError } from '../../api/meta/errors.ts'
import { StorageError } from '../../storage/errors.ts'
import { mastersGroup } from '../groups.ts'
import type { Attributes, Authorizer, Decision, ResourceAttributes, UserInfo } from '../types.ts'
import type { Grant } from './binding-index.ts'
import { allows, WorkBudget } from './compiled-rule.ts'
import type { RoleRules } from './role-rules.ts'
import { describeMissingRole, joinErrors, createRuleResolver } from './rule-resolver.ts'
import { createEscalationGuard } from './escalation.ts'
import type { EscalationGuard } from './escalation.ts'
import { RbacPolicy } from './rbac-policy.ts'
import type { ObjectSource } from './rbac-policy.ts'
import type { RuleResolver } from './rule-resolver.ts'

/** The most roles, and rules about what is asked for, that one question looks at: milliseconds. Kubernetes looks at all. */
const maxSteps = 50_000
/** The most missing roles that one reason names. */
const maxErrors = 100

/**
 * Allows what roles and bindings grant, with kube-apiserver's reasons: everything to `system:masters`, whatever happens to
 * the roles; otherwise the first rule that allows it counts, and nothing can forbid.
 */
export function createRbacAuthorizer(policy: RbacPolicy): Authorizer {
  const masters = Promise.resolve({ allowed: true })
  return {
    authorize: (user, attributes) => {
      if (user.groups.includes(mastersGroup)) return masters
      return decide(policy, user, attributes).catch(unlessStorageFailed)
    },
  }
}

/** Nobody but masters is let in by what may no longer be true, and a client is told why. */
function unlessStorageFailed(error: unknown): never {
  if (!(error instanceof StorageError)) throw error
  throw new ApiError('ServiceUnavailable', 'the store is not available: nobody knows what is allowed', undefined, {
    cause: error,
  })
}

async function decide(policy: RbacPolicy, user: UserInfo, attributes: Attributes): Promise<Decision> {
  const namespace = attributes.kind === 'resource' ? (attributes.namespace ?? '') : ''
  const budget = new WorkBudget(maxSteps)
  const errors: string[] = []
  let decision: Decision | undefined
  policy.some(user, namespace, (grant, role) => {
    if (role === undefined && errors.length < maxErrors) errors.push(describeMissingRole(grant.roleRef))
    decision = decideByRole(role, attributes, { budget, grant })
    return decision !== undefined
  })
  if (decision !== undefined) return decision
  return { allowed: false, ...(errors.length > 0 && { reason: `RBAC: ${joinErrors(errors)}` }) }
}

/** Undefined when the next role is to be looked at. */
function decideByRole(
  role: RoleRules | undefined,
  attributes: Attributes,
  { budget, grant }: { readonly budget: WorkBudget; readonly grant: Grant },
): Decision | undefined {
  const isPath = attributes.kind === 'nonresource'
  const lists = isPath ? [role?.withPaths ?? []] : (role?.about(namesOf(attributes)) ?? [])
  const patterns = isPath ? (role?.pathCount ?? 0) : 0
  if (!budget.take(lists.reduce((sum, { length }) => sum + length, 1 + patterns)))
    return { allowed: false, reason: `RBAC: more than ${maxSteps} rules would have to be looked at` }
  const allowed = lists.some((rules) => rules.some((rule) => allows(rule, attributes)))
  return allowed ? { allowed, reason: `RBAC: allowed by ${grant.describe()}` } : undefined
}

/** How rules name what is asked for, but for the star. */
function namesOf({ resource, subresource }: ResourceAttributes): readonly string[] {
  return subresource ? [`${resource}/${subresource}`, `*/${subresource}`] : [resource]
}

/** Role-based access control over what a store holds. */
interface Rbac {
  readonly authorizer: Authorizer
  readonly resolver: RuleResolver
  readonly guard: EscalationGuard
  /** Stops following the store. What is asked afterwards is answered by what was known. Idempotent. */
  close(): void
}

export function openRbac(source: ObjectSource): Rbac {
  const policy = new RbacPolicy(source)
  const authorizer = createRbacAuthorizer(policy)
  const resolver = createRuleResolver(policy)
  return { authorizer, resolver, guard: createEscalationGuard({ authorizer, resolver }), close: () => policy.close() }
}
