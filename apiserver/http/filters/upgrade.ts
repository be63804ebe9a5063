import type { FastifyRequest } from 'fastify'
import { ApiError } from '../../api/meta/errors.ts'
import type { Connections } from '../exchange.ts'
import { notFound } from '../response/errors.ts'

/**
 * Refuses an upgrade that no handler serves, because a connection that has left HTTP cannot return to it.
 * Throws ApiError 400 or 404.
 */
export function checkUpgrade(request: FastifyRequest, { upgrades }: Connections): void {
  const { raw, routeOptions, is404 } = request
  if (routeOptions.config.upgrade !== undefined || !upgrades.has(raw)) return
  if (is404) throw notFound(request)
  throw new ApiError(
    'BadRequest',
    `this path does not support an upgrade to ${raw.headers.upgrade ?? 'another protocol'}`,
  )
}
