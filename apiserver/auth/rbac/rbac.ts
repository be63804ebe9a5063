import type { Authorizer } from '../types.ts'
import { createEscalationGuard } from './escalation.ts'
import type { EscalationGuard } from './escalation.ts'
import { createRbacAuthorizer } from './rbac-authorizer.ts'
import { RbacPolicy } from './rbac-policy.ts'
import type { ObjectSource } from './rbac-policy.ts'
import { createRuleResolver } from './rule-resolver.ts'
import type { RuleResolver } from './rule-resolver.ts'

/** Role-based access control over what a store holds. */
export interface Rbac {
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
