import type { PolicyRule } from '../api/kinds/rbac/policy-rule.ts'
import type { ResourceRule, SubjectRules } from '../api/kinds/review/rules-review.ts'
import { mastersGroup } from '../auth/groups.ts'
import type { UserInfo } from '../auth/types.ts'
import type { RuleSource } from './reviews.ts'
import { toVirtualCoreRules } from './virtual-core-rules.ts'

/** What roles grant; `auth/rbac/` satisfies it. */
export interface GrantResolver {
  /** The rules that hold everywhere and in a namespace; in an empty one, those that hold everywhere. */
  rulesFor(
    user: UserInfo,
    namespace: string,
  ): { readonly rules: readonly PolicyRule[]; readonly evaluationError: string | undefined }
}

/** Nobody has to grant it to `system:masters`. */
const everything: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
]

/** The rules of a server that knows all roles: complete, with what they mean at its virtual core API. */
export function createGrantedRules(resolver: GrantResolver): RuleSource {
  return {
    rulesFor: async ({ user, namespace }) => {
      const { rules, evaluationError } = resolver.rulesFor(user, namespace)
      const here = isMaster(user) ? [...everything, ...rules] : rules
      const everywhere = resolver.rulesFor(user, '').rules
      const virtual = toVirtualCoreRules({
        here: here.flatMap(toResourceRule),
        everywhere: everywhere.flatMap(toResourceRule),
      })
      return { ...toSubjectRules(here, virtual), ...(evaluationError !== undefined && { evaluationError }) }
    },
  }
}

function isMaster({ groups }: UserInfo): boolean {
  return groups.includes(mastersGroup)
}

function toSubjectRules(rules: readonly PolicyRule[], resourceRules: ResourceRule[]): SubjectRules {
  const nonResourceRules = rules.flatMap(({ verbs = [], nonResourceURLs = [] }) =>
    nonResourceURLs.length === 0 ? [] : [{ verbs: [...verbs], nonResourceURLs: [...nonResourceURLs] }],
  )
  return { resourceRules, nonResourceRules, incomplete: false }
}

function toResourceRule({
  verbs = [],
  apiGroups = [],
  resources = [],
  resourceNames = [],
}: PolicyRule): ResourceRule[] {
  if (resources.length === 0) return []
  const names = resourceNames.length === 0 ? {} : { resourceNames: [...resourceNames] }
  return [{ verbs: [...verbs], apiGroups: [...apiGroups], resources: [...resources], ...names }]
}
