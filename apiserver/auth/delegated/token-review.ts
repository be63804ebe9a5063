import { createFailureLimiter } from '../failure-limiter.ts'
import { tooManyRequests } from '../too-many-requests.ts'
import type { Authenticator, UserInfo } from '../types.ts'
import { unauthorized } from '../unauthorized.ts'
import { findBearerToken } from './bearer-token.ts'
import { Reviewer } from './reviewer.ts'
import type { DelegationOptions } from './reviewer.ts'

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

/** Tokens of one address that the cluster does not know; with more, it is asked about no new one from there for a while. */
const unknownTokens = { burst: 100, perSecond: 20 }

/**
 * Users by their bearer tokens, which the cluster is asked about: authentication.k8s.io/v1. No audience is asked for, so that
 * a token must be one for kube-apiserver itself, as with every extension server.
 */
export function createTokenAuthenticator(options: DelegationOptions): Authenticator {
  const reviewer = new Reviewer<{ readonly token: string }, Answer>({
    ...options,
    name: 'token',
    path: '/apis/authentication.k8s.io/v1/tokenreviews',
    type: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview' },
    toAnswer,
    isYes: (answer) => 'user' in answer,
  })
  const { now = () => performance.now() } = options
  const guesses = createFailureLimiter({ ...unknownTokens, now })
  return {
    authenticate: async ({ socket, rawHeaders }) => {
      const token = findBearerToken(rawHeaders)
      if (token === undefined) return undefined
      const address = socket.remoteAddress ?? ''
      const answer = await reviewer.review({ token }, () => admitToken(guesses.wait(address)))
      if ('user' in answer) return answer.user
      guesses.fail(address)
      throw unauthorized(`bearer token: ${answer.refused}`)
    },
  }
}

function admitToken(retryAfterSeconds: number): void {
  if (retryAfterSeconds > 0) throw tooManyRequests('unknown tokens from this address', retryAfterSeconds)
}

function toAnswer(status: unknown): Answer {
  const { authenticated, error, user } = (status ?? {}) as TokenReviewStatus
  if (authenticated !== true) return { refused: error || 'the cluster does not know it' }
  if (!user?.username) throw new Error('a TokenReview names no user')
  const { username: name, uid, groups = [], extra } = user
  return { user: { name, groups, ...(uid && { uid }), ...(extra && { extra }) } }
}
