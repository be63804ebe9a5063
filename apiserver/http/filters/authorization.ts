import type { FastifyRequest } from 'fastify'
import { toForbidden } from '../../auth/errors.ts'
import type { Attributes, Authorizer } from '../../auth/types.ts'
import { userOf } from '../exchange.ts'
import { isHealthCheck } from './request-info.ts'

export interface AuthorizationFilterOptions {
  readonly authorizer: Authorizer
}

/** Throws ApiError 403 unless the user may do what the request asks for. */
export async function authorizeRequest(
  request: FastifyRequest,
  { authorizer }: AuthorizationFilterOptions,
): Promise<void> {
  const { exchange, routeOptions } = request
  if (isHealthCheck(exchange)) return
  const { real = exchange.attributes } = exchange
  await requireAllowed(request, authorizer, real)
  // A WebSocket can only be asked for by GET, but what it does is not reading. Kubernetes has the feature gate
  // AuthorizePodWebsocketUpgradeCreatePermission for the same, which covers pods alone.
  if (routeOptions.config.upgrade === 'required' && real.verb !== 'create') {
    await requireAllowed(request, authorizer, { ...real, verb: 'create' })
  }
}

async function requireAllowed(request: FastifyRequest, authorizer: Authorizer, attributes: Attributes): Promise<void> {
  const user = userOf(request)
  const decision = await authorizer.authorize(user, attributes)
  request.exchange.audit.authorized(decision)
  if (!decision.allowed) throw toForbidden(user, attributes, decision)
}
