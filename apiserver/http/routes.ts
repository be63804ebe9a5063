import type { FastifyInstance } from 'fastify'
import { connectHandler } from './handlers/connect.ts'
import { buildCatalog } from './handlers/discovery/catalog.ts'
import { addDiscoveryRoutes } from './handlers/discovery/routes.ts'
import type { Connections, LongRunning } from './exchange.ts'
import { addHealthRoutes } from './handlers/health.ts'
import type { RequestMetrics } from './metrics.ts'
import { Negotiator } from './response/negotiation.ts'
import { addOpenApiRoutes } from './handlers/openapi.ts'
import type { ApiParts, HttpLimits, HttpServerOptions } from './options.ts'
import { Presenter } from './response/representation.ts'
import { addActionRoute, addResourceRoutes, addRoute } from './resource-routes.ts'
import { objectPath, virtualClusterPrefix } from './paths.ts'
import { sendJson } from './response/send.ts'
import { addVersionRoute, toGitVersion } from './handlers/version.ts'

/** What the routes of one server share. */
export interface RouteParts {
  readonly options: HttpServerOptions
  readonly limits: HttpLimits
  readonly connections: Connections
  readonly longRunning: LongRunning
  readonly metrics: RequestMetrics
}

/** Adds every path that the server knows. */
export function addRoutes(app: FastifyInstance, parts: RouteParts): void {
  const { options } = parts
  addApi(app, options, parts)
  addHealthRoutes(app, options.healthChecks ?? [], options.log)
  addMetricsRoute(app, options)
  if (options.virtualCluster !== undefined) addVirtualCluster(app, options.virtualCluster, parts)
}

/** Each request to a virtual cluster is one like any other: it has passed the same filters. */
function addVirtualCluster(app: FastifyInstance, api: ApiParts, parts: RouteParts): void {
  const add = (inside: FastifyInstance, _options: object, done: () => void): void => {
    inside.addHook('onRoute', (route) => {
      route.config = { ...route.config, inCluster: true }
    })
    addApi(inside, api, parts)
    done()
  }
  app.register(add, { prefix: virtualClusterPrefix })
}

/** What clients expect below the address of a cluster. */
function addApi(app: FastifyInstance, api: ApiParts, parts: RouteParts): void {
  const { options, limits } = parts
  const { stalledClientMs } = limits
  const catalog = buildCatalog(api)
  addIndex(app)
  addStorages(app, api, parts)
  for (const action of api.actions) addActionRoute(app, action)
  addConnectors(app, api, parts)
  addDiscoveryRoutes(app, { catalog, stalledClientMs })
  addOpenApiRoutes(app, { catalog, serverVersion: toGitVersion(options.version), stalledClientMs })
  addVersionRoute(app, options.version)
}

function addStorages(app: FastifyInstance, { storages }: ApiParts, parts: RouteParts): void {
  const { options, limits, longRunning, metrics } = parts
  const { stalledClientMs } = limits
  const negotiator = new Negotiator()
  for (const storage of storages) {
    const presenter = new Presenter(storage, options.now ?? Date.now)
    const { log } = options
    addResourceRoutes(app, { storage, presenter, negotiator, longRunning, metrics, stalledClientMs, log })
  }
}

function addConnectors(app: FastifyInstance, { connectors }: ApiParts, parts: RouteParts): void {
  for (const connector of connectors) {
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
  app.addHook('onRoute', ({ url, prefix }) => {
    const path = url.slice(prefix.length)
    if (path !== '' && !path.includes(':')) paths.add(path)
  })
  app.get('/', (request, reply) => sendJson(request, reply, { paths: [...paths].toSorted() }))
}
