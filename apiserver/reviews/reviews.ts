import {
  selfSubjectReviewBetaKind,
  selfSubjectReviewKind,
  selfSubjectRulesReviewKind,
} from '../api/kinds/review/kinds.ts'
import type { RulesReview, SubjectRules } from '../api/kinds/review/rules-review.ts'
import { ApiError } from '../api/meta/errors.ts'
import type { Authorizer, MapAttributes, UserInfo } from '../auth/types.ts'
import type { RestStorage } from '../registry/rest-storage.ts'
import { toTimestamp } from '../api/meta/conditions.ts'
import { createLocalSubjectAccessReview, createSelfAccessReview, createSubjectAccessReview } from './access-reviews.ts'
import { createReviewStorage } from './review-storage.ts'

interface ReviewOptions {
  readonly authorizer: Authorizer
  readonly mapAttributes: MapAttributes
  readonly rules: RuleSource
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

/** What everyone may ask about themselves: what a virtual cluster serves. */
export function createSelfReviews(options: ReviewOptions): readonly RestStorage[] {
  const { rules, now = Date.now } = options
  return [createSelfAccessReview(options), createRulesReview(rules), ...createSelfSubjectReviews({ now })]
}

/** All review APIs: what a standalone server serves at its root. */
export function createReviews(options: ReviewOptions): readonly RestStorage[] {
  return [...createSelfReviews(options), createSubjectAccessReview(options), createLocalSubjectAccessReview(options)]
}

/** Who asks, after impersonation: `kubectl auth whoami`, which in 1.27 knows v1beta1 alone. */
function createSelfSubjectReviews({ now }: { readonly now: () => number }): readonly RestStorage[] {
  return [selfSubjectReviewKind, selfSubjectReviewBetaKind].map((kind) =>
    createReviewStorage({
      kind,
      answer: async ({ user }) => ({
        metadata: { creationTimestamp: toTimestamp(now()) },
        status: { userInfo: toUserInfo(user) },
      }),
    }),
  )
}

function toUserInfo({ name, uid, groups, extra }: UserInfo): object {
  return { username: name, ...(uid && { uid }), groups, ...(extra && { extra }) }
}

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
function createRulesReview(source: RuleSource): RestStorage {
  return createReviewStorage<RulesReview>({
    kind: selfSubjectRulesReviewKind,
    answer: async ({ review, user, namespace: cluster }) => {
      const { namespace = '' } = review.spec
      if (namespace === '') throw new ApiError('BadRequest', 'no namespace on request', {})
      return { status: await source.rulesFor({ user, namespace, cluster }) }
    },
  })
}
