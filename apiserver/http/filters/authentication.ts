import type { TLSSocket } from 'node:tls'
import type { FastifyRequest } from 'fastify'
import { ApiError } from '../../api/meta/errors.ts'
import type { Authenticator, UserInfo } from '../../auth/types.ts'
import { tooManyRequests } from '../../limits/failure-limiter.ts'
import type { FailureLimiter } from '../../limits/failure-limiter.ts'
import { isHealthCheck } from './request-info.ts'

export interface AuthenticationFilterOptions {
  readonly authenticator: Authenticator
  readonly failures: FailureLimiter
}

/** Sets the user of a request. Throws ApiError 401, or 429 for an address whose requests keep failing. */
export async function authenticateRequest(
  request: FastifyRequest,
  options: AuthenticationFilterOptions,
): Promise<void> {
  const { exchange } = request
  if (isHealthCheck(exchange)) return
  const user = await identify(request, options)
  if (user === undefined) throw unauthenticated(request, new ApiError('Unauthorized', 'Unauthorized'), options)
  exchange.user = user
}

async function identify(request: FastifyRequest, options: AuthenticationFilterOptions): Promise<UserInfo | undefined> {
  const { raw, exchange } = request
  try {
    // The server speaks only TLS.
    const socket = raw.socket as TLSSocket
    return await options.authenticator.authenticate({
      socket,
      rawHeaders: raw.rawHeaders,
      onFrontProxy: () => exchange.audit.forwarded(),
    })
  } catch (error) {
    const isInvalid = error instanceof ApiError && error.reason === 'Unauthorized'
    throw isInvalid ? unauthenticated(request, error, options) : error
  }
}

/** The log gets the cause; the client does not. */
function unauthenticated(
  { raw, exchange }: FastifyRequest,
  error: ApiError,
  { failures }: AuthenticationFilterOptions,
): ApiError {
  exchange.audit.unauthenticated(error.cause instanceof Error ? error.cause.message : 'no credentials')
  const retryAfterSeconds = failures.fail(raw.socket.remoteAddress ?? '')
  if (retryAfterSeconds === 0) return error
  return tooManyRequests('failed authentications from this address', retryAfterSeconds, { cause: error })
}
