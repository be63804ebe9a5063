import { randomUUID } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../api/meta/errors.ts'
import type { FailureLimiter } from '../limits/failure-limiter.ts'
import { toForbidden } from '../auth/errors.ts'
import { impersonate, parseImpersonation } from '../auth/impersonation.ts'
import type { Attributes, Authenticator, Authorizer, MapAttributes, UserInfo } from '../auth/types.ts'
import type { AuditTrail } from './audit.ts'
import { notFound } from './errors.ts'
import { userOf } from './exchange.ts'
import type { Connections, Exchange, RouteTarget } from './exchange.ts'
import { parsePath, pathOf } from './request-path.ts'
import { toAttributes, toDocumentAttributes } from './request-info.ts'
import { toPlace } from './virtual-cluster-path.ts'
import { tooManyRequests } from '../limits/failure-limiter.ts'

export interface HookOptions {
  readonly authenticator: Authenticator
  readonly authorizer: Authorizer
  readonly mapAttributes: MapAttributes
  readonly failures: FailureLimiter
  readonly audit: AuditTrail
  readonly connections: Connections
}

/** What a client may send as its Audit-Id, to find it again in our log. */
const auditIdPattern = /^[\w.:-]{1,64}$/
const publicPaths: ReadonlySet<string> = new Set(['healthz', 'livez', 'readyz'])

/** Every request passes these, known path or not, and before a byte of its body is read. */
export function addHooks(app: FastifyInstance, options: HookOptions): void {
  app.addHook('onRequest', (request, reply, done) => {
    begin(request, reply, options)
    done()
  })
  app.addHook('onRequest', (request, _reply) => letIn(request, options))
}

async function letIn(request: FastifyRequest, options: HookOptions): Promise<void> {
  await authenticate(request, options)
  const { refusal } = request.exchange
  if (refusal !== undefined) throw refusal
  await admit(request, options)
  await assume(request, options)
  await authorize(request, options)
  checkUpgrade(request, options.connections)
}

/** Audit: from here on the request has an id, and its end is written down. */
export function beginRequest(request: FastifyRequest, reply: FastifyReply, { audit }: HookOptions): void {
  const { url = '/', method = 'GET', headers } = request.raw
  const auditId = toAuditId(headers['audit-id'])
  const path = pathOf(url)
  const query = new URLSearchParams(url.length > path.length ? url.slice(path.length + 1) : undefined)
  const fresh = { cluster: undefined, real: undefined, user: undefined, refusal: undefined, warnings: [] }
  // Should the path not parse, the audit still has it.
  const attributes = { kind: 'nonresource', verb: method.toLowerCase(), path } as const
  request.exchange = { auditId, path, query, audit: audit.begin(request, reply), ...fresh, attributes }
  reply.headers({ 'audit-id': auditId, 'cache-control': 'no-cache, private' })
}

/** What means nothing is refused when it is known who asks: the audit has to name whoever tries such paths. */
function begin(request: FastifyRequest, reply: FastifyReply, options: HookOptions): void {
  beginRequest(request, reply, options)
  try {
    readInfo(request)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    request.exchange.refusal = error
    request.exchange.audit.unreadable()
  }
}

/** Request info: what the path and the method mean. Throws ApiError 400. */
function readInfo(request: FastifyRequest): void {
  const { url = '/', method = 'GET' } = request.raw
  const { path, query } = request.exchange
  const { cluster, segments } = toPlace(parsePath(url))
  const pathThere = cluster === undefined ? path : `/${segments.join('/')}`
  const isDocument = request.routeOptions.config.document === true
  const attributes = isDocument
    ? toDocumentAttributes({ method, path: pathThere })
    : toAttributes({ method, path: pathThere, segments, query })
  request.exchange = { ...request.exchange, cluster, attributes }
  checkTarget(request)
}

function toAuditId(header: string | string[] | undefined): string {
  return typeof header === 'string' && auditIdPattern.test(header) ? header : randomUUID()
}

/** The route that was chosen and the path that will be authorized must mean the same. They do; this keeps it so. */
function checkTarget({ exchange, routeOptions, is404 }: FastifyRequest): void {
  const { target, inCluster = false } = routeOptions.config
  const samePlace = is404 || inCluster === (exchange.cluster !== undefined)
  const same = samePlace && (target === undefined || isTarget(target, exchange))
  if (!same) throw new ApiError('BadRequest', 'the path of the request is ambiguous')
}

function isTarget(target: RouteTarget, { attributes }: Exchange): boolean {
  return (
    attributes.kind === 'resource' &&
    attributes.group === target.group &&
    attributes.version === target.version &&
    attributes.resource === target.resource &&
    attributes.subresource === target.subresource
  )
}

function isPublic({ attributes, path }: FastifyRequest['exchange']): boolean {
  return attributes.kind === 'nonresource' && publicPaths.has(path.split('/', 2)[1] ?? '')
}

async function authenticate(request: FastifyRequest, options: HookOptions): Promise<void> {
  const { exchange } = request
  if (isPublic(exchange)) return
  const user = await identify(request, options)
  if (user !== undefined) exchange.user = user
  else throw stranger(request, new ApiError('Unauthorized', 'Unauthorized'), options)
}

async function identify(request: FastifyRequest, options: HookOptions): Promise<UserInfo | undefined> {
  const { raw, exchange } = request
  try {
    // The server speaks TLS alone.
    const socket = raw.socket as TLSSocket
    return await options.authenticator.authenticate({
      socket,
      rawHeaders: raw.rawHeaders,
      onFrontProxy: () => exchange.audit.forwarded(),
    })
  } catch (error) {
    const invalid = error instanceof ApiError && error.reason === 'Unauthorized'
    throw invalid ? stranger(request, error, options) : error
  }
}

/** The client is told nothing of the cause; the log is. */
function stranger({ raw, exchange }: FastifyRequest, error: ApiError, { failures }: HookOptions): ApiError {
  exchange.audit.unauthenticated(error.cause instanceof Error ? error.cause.message : 'no credentials')
  return refuse(error, raw.socket.remoteAddress, failures)
}

function refuse(error: ApiError, address: string | undefined, failures: FailureLimiter): ApiError {
  const retryAfterSeconds = failures.fail(address ?? '')
  if (retryAfterSeconds === 0) return error
  return tooManyRequests('failed authentications from this address', retryAfterSeconds, { cause: error })
}

/** Says what is asked for really, and lets the audit write that down before it is decided on. */
function admit({ exchange }: FastifyRequest, { mapAttributes }: HookOptions): Promise<void> | undefined {
  const { attributes, cluster } = exchange
  exchange.real = attributes.kind === 'resource' ? mapAttributes(attributes, cluster) : attributes
  return exchange.audit.admit()
}

/** From here on the user is whom the request acts as; the audit has kept whose credential it is. */
async function assume({ exchange, raw }: FastifyRequest, { authorizer }: HookOptions): Promise<void> {
  const { user } = exchange
  if (user === undefined) return
  const wanted = parseImpersonation(raw.rawHeaders)
  if (wanted !== undefined) exchange.user = await impersonate(authorizer, user, wanted)
}

async function authorize(request: FastifyRequest, { authorizer }: HookOptions): Promise<void> {
  const { exchange, routeOptions } = request
  if (isPublic(exchange)) return
  const { real = exchange.attributes } = exchange
  await demand(request, authorizer, real)
  // A WebSocket can only be asked for by GET; what it does is no reading. Kubernetes: the feature gate
  // AuthorizePodWebsocketUpgradeCreatePermission, which covers pods alone.
  if (routeOptions.config.upgrade === 'required' && real.verb !== 'create') {
    await demand(request, authorizer, { ...real, verb: 'create' })
  }
}

async function demand(request: FastifyRequest, authorizer: Authorizer, attributes: Attributes): Promise<void> {
  const user = userOf(request)
  const decision = await authorizer.authorize(user, attributes)
  request.exchange.audit.authorized(decision)
  if (!decision.allowed) throw toForbidden(user, attributes, decision)
}

/** A connection that left HTTP behind cannot be given back to it, so an upgrade that nobody serves is refused. */
function checkUpgrade(request: FastifyRequest, { upgrades }: Connections): void {
  const { raw, routeOptions, is404 } = request
  if (routeOptions.config.upgrade !== undefined || !upgrades.has(raw)) return
  if (is404) throw notFound(request)
  throw new ApiError('BadRequest', `there is nothing to upgrade to at this path: ${raw.headers.upgrade ?? ''}`)
}
