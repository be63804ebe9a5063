import type { FastifyInstance } from 'fastify'
import type { AuditTrail } from './audit.ts'
import { connectHandler } from './connect.ts'
import { buildCatalog } from './discovery/catalog.ts'
import { addDiscoveryRoutes } from './discovery/routes.ts'
import type { Connections } from './exchange.ts'
import { addHealthRoutes } from './health.ts'
import type { LongRunning } from './long-running.ts'
import type { RequestMetrics } from './metrics.ts'
import { Negotiator } from './negotiation.ts'
import { addOpenApiRoutes } from './openapi-routes.ts'
import type { HttpLimits, HttpServerOptions } from './options.ts'
import { Presenter } from './representation.ts'
import { addActionRoute, addResourceRoutes, addRoute, objectPath } from './resource-routes.ts'
import { sendJson } from './send.ts'
import { addVersionRoute, toGitVersion } from './version.ts'

/** What the routes of one server share. */
export interface RouteParts {
  readonly options: HttpServerOptions
  readonly limits: HttpLimits
  readonly connections: Connections
  readonly longRunning: LongRunning
  readonly metrics: RequestMetrics
  readonly audit: AuditTrail
}

/** Adds every path that the server knows. */
export function addRoutes(app: FastifyInstance, parts: RouteParts): void {
  const { options, limits } = parts
  const { stalledClientMs } = limits
  const catalog = buildCatalog(options)
  addIndex(app)
  addStorages(app, parts)
  for (const action of options.actions) addActionRoute(app, action)
  addConnectors(app, parts)
  addDiscoveryRoutes(app, { catalog, stalledClientMs })
  addOpenApiRoutes(app, { catalog, serverVersion: toGitVersion(options.version), stalledClientMs })
  addVersionRoute(app, options.version)
  addHealthRoutes(app, options.healthChecks ?? [], options.log)
  addMetricsRoute(app, options)
}

function addStorages(app: FastifyInstance, { options, limits, longRunning, metrics }: RouteParts): void {
  const { stalledClientMs } = limits
  const negotiator = new Negotiator()
  for (const storage of options.storages) {
    const presenter = new Presenter(storage, options.now ?? Date.now)
    const { log } = options
    addResourceRoutes(app, { storage, presenter, negotiator, longRunning, metrics, stalledClientMs, log })
  }
}

function addConnectors(app: FastifyInstance, parts: RouteParts): void {
  for (const connector of parts.options.connectors) {
    const { info, subresource, methods, upgrade } = connector
    const handler = connectHandler(connector, parts)
    const handlers = Object.fromEntries(methods.map((method) => [method, handler]))
    addRoute(app, { path: `${objectPath(info)}/${subresource}`, info, subresource, upgrade, handlers })
  }
}

function addMetricsRoute(app: FastifyInstance, { metricsRegistry }: HttpServerOptions): void {
  app.get('/metrics', async (_request, reply) =>
    reply.header('content-type', metricsRegistry.contentType).send(await metricsRegistry.metrics()),
  )
}

/** `/` lists the paths that do not name an object. Added first: it learns of every route that comes after it. */
function addIndex(app: FastifyInstance): void {
  const paths = new Set<string>(['/'])
  app.addHook('onRoute', ({ url }) => {
    if (!url.includes(':')) paths.add(url)
  })
  app.get('/', (request, reply) => sendJson(request, reply, { paths: [...paths].toSorted() }))
}
