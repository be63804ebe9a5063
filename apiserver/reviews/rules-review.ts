import { ApiError } from '../api/meta/errors.ts'
import { selfSubjectRulesReviewKind } from '../api/kinds/review/kinds.ts'
import type { RulesReview, SubjectRules } from '../api/kinds/review/rules-review.ts'
import type { UserInfo } from '../auth/types.ts'
import type { RestStorage } from '../registry/rest-storage.ts'
import { createReviewStorage } from './review-storage.ts'

/** Whose rules are asked for, and where. */
export interface RulesQuestion {
  readonly user: UserInfo
  readonly namespace: string
  /** The namespace whose virtual cluster is asked; undefined at the server's root. */
  readonly cluster: string | undefined
}

/** Knows what users may do. Rejects with ApiError when it cannot tell. */
export interface RuleSource {
  rulesFor(question: RulesQuestion): Promise<SubjectRules>
}

/** All that whoever asks may do in a namespace: `kubectl auth can-i --list`, and what consoles hide their buttons by. */
export function createRulesReview(source: RuleSource): RestStorage {
  return createReviewStorage<RulesReview>({
    kind: selfSubjectRulesReviewKind,
    answer: async ({ review, user, namespace: cluster }) => {
      const { namespace = '' } = review.spec
      if (namespace === '') throw new ApiError('BadRequest', 'no namespace on request', {})
      return { status: await source.rulesFor({ user, namespace, cluster }) }
    },
  })
}
