import { randomUUID } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { MapAttributes } from '../../auth/types.ts'
import type { AuditTrail } from '../audit/audit-trail.ts'
import { pathOf } from './request-info.ts'

export interface AuditFilterOptions {
  readonly audit: AuditTrail
  /** Says what a request to a virtual cluster really asks for. */
  readonly mapAttributes: MapAttributes
}

/** What a client may send as its Audit-Id, to find its request in our logs. */
const auditIdPattern = /^[\w.:-]{1,64}$/

/** Gives a request its exchange and its audit id. From here on its end is written to the logs and counted in the metrics. */
export function beginRequest(
  request: FastifyRequest,
  reply: FastifyReply,
  { audit }: Pick<AuditFilterOptions, 'audit'>,
): void {
  const { url = '/', method = 'GET', headers } = request.raw
  const auditId = toAuditId(headers['audit-id'])
  const path = pathOf(url)
  const query = new URLSearchParams(url.length > path.length ? url.slice(path.length + 1) : undefined)
  const fresh = { cluster: undefined, real: undefined, user: undefined, refusal: undefined, warnings: [] }
  // The audit log has the path even when it cannot be parsed.
  const attributes = { kind: 'nonresource', verb: method.toLowerCase(), path } as const
  request.exchange = { auditId, path, query, audit: audit.begin(request, reply), ...fresh, attributes }
  reply.headers({ 'audit-id': auditId, 'cache-control': 'no-cache, private' })
}

function toAuditId(header: string | string[] | undefined): string {
  return typeof header === 'string' && auditIdPattern.test(header) ? header : randomUUID()
}

/** Writes the audit event of stage RequestReceived, before anything is decided. Rejects with ApiError 503 when it cannot. */
export function auditRequest(
  { exchange }: FastifyRequest,
  { mapAttributes }: Pick<AuditFilterOptions, 'mapAttributes'>,
): Promise<void> | undefined {
  const { attributes, cluster } = exchange
  exchange.real = attributes.kind === 'resource' ? mapAttributes(attributes, cluster) : attributes
  return exchange.audit.requestReceived()
}
