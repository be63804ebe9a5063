import { selfSubjectReviewBetaKind, selfSubjectReviewKind } from '../api/kinds/review/kinds.ts'
import type { UserInfo } from '../auth/types.ts'
import type { RestStorage } from '../registry/rest-storage.ts'
import { toTimestamp } from '../registry/timestamps.ts'
import { createReviewStorage } from './review-storage.ts'

/** Who asks, after impersonation: `kubectl auth whoami`, which in 1.27 knows v1beta1 alone. */
export function createSelfSubjectReviews({ now }: { readonly now: () => number }): readonly RestStorage[] {
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
