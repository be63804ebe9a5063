import { ApiError } from '../../api/meta/errors.ts'
import { createFailureLimiter, tooManyRequests } from '../../limits/failure-limiter.ts'
import { unauthorized } from '../errors.ts'
import { anonymousUser, unauthenticatedGroup } from '../groups.ts'
import type { Authenticator, UserInfo } from '../types.ts'
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

/** Whatever signs tokens makes them far smaller. */
const maxTokenChars = 65_536
/** RFC 6750, 2.1. */
const tokenPattern = /^[\w.~+/-]+=*$/

/** The way of browsers, which cannot set headers: apiserver/pkg/authentication/request/websocket. */
const protocolPrefix = 'base64url.bearer.authorization.k8s.io.'

/**
 * The token that a request presents, in its Authorization header or as a subprotocol of a WebSocket; undefined where there is
 * none. Throws ApiError 401 for one that cannot be valid.
 */
export function findBearerToken(rawHeaders: readonly string[]): string | undefined {
  const token = ofAuthorization(rawHeaders) ?? ofProtocols(rawHeaders)
  if (token === undefined || (token.length <= maxTokenChars && tokenPattern.test(token))) return token
  throw malformed('it is malformed')
}

function ofAuthorization(rawHeaders: readonly string[]): string | undefined {
  const [authorization = ''] = valuesOf(rawHeaders, 'authorization')
  const [scheme = '', token = ''] = authorization.trim().split(' ', 3)
  return scheme.toLowerCase() === 'bearer' && token !== '' ? token : undefined
}

function ofProtocols(rawHeaders: readonly string[]): string | undefined {
  if (!valuesOf(rawHeaders, 'upgrade').some((value) => value.toLowerCase() === 'websocket')) return undefined
  const protocols = valuesOf(rawHeaders, 'sec-websocket-protocol').flatMap((value) => value.split(','))
  const names = protocols.map((name) => name.trim()).filter((name) => name !== '')
  const tokens = names.filter((name) => name.startsWith(protocolPrefix))
  const [encoded] = tokens
  if (encoded === undefined) return undefined
  if (tokens.length > 1) throw malformed('there are several')
  // Who agreed on it would send the token back.
  if (names.length === 1) throw malformed('there is no subprotocol beside it')
  return decode(encoded.slice(protocolPrefix.length))
}

function decode(encoded: string): string {
  const token = /^[\w-]+$/.test(encoded) ? Buffer.from(encoded, 'base64url').toString() : ''
  if (token === '') throw malformed('it is not base64url')
  return token
}

function valuesOf(rawHeaders: readonly string[], name: string): readonly string[] {
  return rawHeaders.filter((_value, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name)
}

function malformed(why: string): ApiError {
  return unauthorized(`bearer token: ${why}`)
}

/**
 * Asks each authenticator until one knows the user, as kube-apiserver's union: a certificate that one of them does not trust may
 * be another's. Where nobody does, a credential that was presented is refused, for the gravest reason; a request without any
 * is `system:anonymous`, of whom the authorizer decides.
 */
export function createDelegatedAuthenticator(authenticators: readonly Authenticator[]): Authenticator {
  return {
    authenticate: async (request) => {
      const errors: unknown[] = []
      for (const authenticator of authenticators) {
        try {
          const user = await authenticator.authenticate(request)
          if (user !== undefined) return user
        } catch (error) {
          errors.push(error)
        }
      }
      if (errors.length > 0) throw gravest(errors)
      return { name: anonymousUser, groups: [unauthenticatedGroup] }
    },
  }
}

/** That somebody could not be asked is more than that somebody said no: the credential may well be good. */
function gravest(errors: readonly unknown[]): unknown {
  const unasked = errors.find((error) => !(error instanceof ApiError && error.reason === 'Unauthorized'))
  if (unasked !== undefined) return unasked
  const why = errors.map((error) => (error instanceof Error && error.cause instanceof Error ? error.cause.message : ''))
  return unauthorized([...new Set(why)].join('; '))
}
