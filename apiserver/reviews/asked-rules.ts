import { ApiError } from '../api/meta/errors.ts'
import type { ResourceRule } from '../api/kinds/review/rules-review.ts'
import type { Authorizer, MapAttributes, ResourceAttributes } from '../auth/types.ts'
import type { RuleSource, RulesQuestion } from './reviews.ts'
import { virtualCoreResources } from './virtual-core-rules.ts'
import type { VirtualCoreResource } from './virtual-core-rules.ts'

export interface AskedRulesOptions {
  readonly authorizer: Authorizer
  readonly mapAttributes: MapAttributes
}

/**
 * Where the roles are another's: asks the Authorizer for everything that the virtual core API has, one thing after the other.
 * What is granted for single names is not found so, and the answer says that it is incomplete.
 */
export function createAskedRules(options: AskedRulesOptions): RuleSource {
  return {
    rulesFor: async (question) => {
      const asking: Asking = {
        ...options,
        ...question,
        errors: new Set(['what is granted for single names is left out']),
      }
      const rules = await Promise.all(virtualCoreResources.map((resource) => toRules(asking, resource)))
      const evaluationError = [...asking.errors].join(', ')
      return { resourceRules: rules.flat(), nonResourceRules: [], incomplete: true, evaluationError }
    },
  }
}

interface Asking extends AskedRulesOptions, RulesQuestion {
  /** Why the list may be incomplete. */
  readonly errors: Set<string>
}

async function toRules(asking: Asking, { resource, subresource, verbs }: VirtualCoreResource): Promise<ResourceRule[]> {
  const { namespace } = asking
  const target = { kind: 'resource', group: '', version: 'v1', resource, namespace } as const
  const answers = await Promise.all(
    verbs.map((verb) => isAllowed(asking, { ...target, verb, ...(subresource && { subresource }) })),
  )
  const allowed = verbs.filter((_, index) => answers[index])
  const name = subresource === undefined ? resource : `${resource}/${subresource}`
  return allowed.length === 0 ? [] : [{ verbs: allowed, apiGroups: [''], resources: [name] }]
}

async function isAllowed(asking: Asking, attributes: ResourceAttributes): Promise<boolean> {
  const { authorizer, mapAttributes, user, cluster, errors } = asking
  try {
    return (await authorizer.authorize(user, mapAttributes(attributes, cluster))).allowed
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (error.code >= 500) errors.add(error.message)
    return false
  }
}
