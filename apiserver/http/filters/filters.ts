import type { FastifyInstance, FastifyRequest } from 'fastify'
import { checkUpgrade } from './upgrade.ts'
import { auditRequest, beginRequest } from './audit.ts'
import type { AuditFilterOptions } from './audit.ts'
import { authenticateRequest } from './authentication.ts'
import type { AuthenticationFilterOptions } from './authentication.ts'
import { authorizeRequest } from './authorization.ts'
import type { AuthorizationFilterOptions } from './authorization.ts'
import { impersonateUser } from './impersonation.ts'
import { readRequestInfo } from './request-info.ts'
import type { Connections } from '../exchange.ts'

export interface FilterOptions extends AuditFilterOptions, AuthenticationFilterOptions, AuthorizationFilterOptions {
  readonly connections: Connections
}

/** The filters that every request passes, in this order, whether its path exists or not, and before its body is read. */
export function addFilters(app: FastifyInstance, options: FilterOptions): void {
  app.addHook('onRequest', (request, reply, done) => {
    beginRequest(request, reply, options)
    readRequestInfo(request)
    done()
  })
  app.addHook('onRequest', (request) => runFilters(request, options))
}

async function runFilters(request: FastifyRequest, options: FilterOptions): Promise<void> {
  await authenticateRequest(request, options)
  // A request that could not be read is refused only now, so that the audit log names its user.
  const { refusal } = request.exchange
  if (refusal !== undefined) throw refusal
  await auditRequest(request, options)
  await impersonateUser(request, options)
  await authorizeRequest(request, options)
  checkUpgrade(request, options.connections)
}
