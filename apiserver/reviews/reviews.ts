import type { Authorizer, MapAttributes } from '../auth/types.ts'
import type { RestStorage } from '../registry/rest-storage.ts'
import { createLocalSubjectAccessReview, createSelfAccessReview, createSubjectAccessReview } from './access-reviews.ts'
import { createRulesReview } from './rules-review.ts'
import type { RuleSource } from './rules-review.ts'
import { createSelfSubjectReviews } from './self-subject-review.ts'

export interface ReviewOptions {
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

/** All review APIs: what a server of its own serves at its root. */
export function createReviews(options: ReviewOptions): readonly RestStorage[] {
  return [...createSelfReviews(options), createSubjectAccessReview(options), createLocalSubjectAccessReview(options)]
}
