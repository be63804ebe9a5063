import type { FastifyRequest } from 'fastify'
import { impersonate, parseImpersonation } from '../../auth/impersonation.ts'
import type { Authorizer } from '../../auth/types.ts'

/**
 * Replaces the user of a request that asks to act as another one. The audit log keeps whose credential it was.
 * Throws ApiError 400 for headers that are malformed, 403 when the user may not impersonate.
 */
export async function impersonateUser(
  { exchange, raw }: FastifyRequest,
  { authorizer }: { readonly authorizer: Authorizer },
): Promise<void> {
  const { user } = exchange
  if (user === undefined) return
  const wanted = parseImpersonation(raw.rawHeaders)
  if (wanted !== undefined) exchange.user = await impersonate(authorizer, user, wanted)
}
