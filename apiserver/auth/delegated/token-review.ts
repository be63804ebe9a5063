import { ApiError } from '../../api/errors.ts'
import type { Authenticator, UserInfo } from '../types.ts'
import { findBearerToken } from './bearer-token.ts'
import type { ReviewMetrics } from './metrics.ts'
import { Reviewer } from './reviewer.ts'
import type { ReviewClient, ReviewLimits } from './reviewer.ts'

export interface TokenReviewOptions {
  readonly client: ReviewClient
  readonly metrics: ReviewMetrics
  readonly limits?: Partial<ReviewLimits>
  /** Milliseconds, from a clock that never goes back. */
  readonly now?: () => number
}

/** What of a TokenReview's `status` matters here. */
interface TokenReviewStatus {
  readonly authenticated?: boolean
  readonly error?: string
  readonly user?: {
    readonly username?: string
    readonly uid?: string
    readonly groups?: readonly string[]
    readonly extra?: Readonly<Record<string, readonly string[]>>
  }
}

type Answer = { readonly user: UserInfo } | { readonly refused: string }

/**
 * Users by their bearer tokens, which the cluster is asked about: authentication.k8s.io/v1. No audience is asked for, so that
 * a token must be one for kube-apiserver itself, as with every extension server.
 */
export function createTokenAuthenticator(options: TokenReviewOptions): Authenticator {
  const reviewer = new Reviewer<{ readonly token: string }, Answer>({
    ...options,
    name: 'token',
    path: '/apis/authentication.k8s.io/v1/tokenreviews',
    type: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview' },
    toAnswer,
    isYes: (answer) => 'user' in answer,
  })
  return {
    authenticate: async ({ rawHeaders }) => {
      const token = findBearerToken(rawHeaders)
      if (token === undefined) return undefined
      const answer = await reviewer.review({ token })
      if ('user' in answer) return answer.user
      const cause = new Error(`bearer token: ${answer.refused}`)
      throw new ApiError('Unauthorized', 'Unauthorized', undefined, { cause })
    },
  }
}

function toAnswer(status: unknown): Answer {
  const { authenticated, error, user } = (status ?? {}) as TokenReviewStatus
  if (authenticated !== true) return { refused: error || 'the cluster does not know it' }
  if (!user?.username) throw new Error('a TokenReview names no user')
  const { username: name, uid, groups = [], extra } = user
  return { user: { name, groups, ...(uid && { uid }), ...(extra && { extra }) } }
}
