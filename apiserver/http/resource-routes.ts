import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../api/meta/errors.ts'
import type { ResourceInfo } from '../api/meta/resource-info.ts'
import type { ActionSubresource } from '../registry/rest-storage.ts'
import type { Connector } from '../streaming/session/connector.ts'
import type { RouteTarget } from './exchange.ts'
import {
  actionHandler,
  createHandler,
  deleteCollectionHandler,
  deleteHandler,
  patchHandler,
  updateHandler,
} from './handlers/write.ts'
import { getHandler, listHandler } from './handlers/read.ts'
import type { Resource } from './handlers/resource.ts'
import { watchHandler } from './handlers/watch.ts'
import { parseFlag } from './request/query.ts'
import { collectionPath, objectPath, rootPath } from './paths.ts'

export type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
/** The methods of one path; all others are 405. */
export type Handlers = Readonly<Partial<Record<Method, Handler>>>

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** One path with all of its methods. */
export interface ResourceRoute {
  readonly path: string
  readonly info: ResourceInfo
  readonly subresource?: string
  readonly upgrade?: Connector['upgrade']
  readonly handlers: Handlers
}

/** Adds the paths of one resource and of its status. */
export function addResourceRoutes(app: FastifyInstance, resource: Resource): void {
  const { storage } = resource
  const { info } = storage
  const collection = toCollectionHandlers(resource)
  const { POST: _create, ...everywhere } = collection
  addRoute(app, { path: collectionPath(info), info, handlers: collection })
  // Without a namespace, a namespaced resource can be listed, but nothing can be created.
  if (info.namespaced && Object.keys(everywhere).length > 0) {
    addRoute(app, { path: `${rootPath(info)}/${info.resource}`, info, handlers: everywhere })
  }
  const handlers = toObjectHandlers(resource)
  // What is only created has no objects.
  if (Object.keys(handlers).length > 0) addRoute(app, { path: objectPath(info), info, handlers })
  if (storage.updateStatus === undefined || storage.get === undefined) return
  const updateStatus = storage.updateStatus.bind(storage)
  const statusHandlers = {
    GET: getHandler(resource, storage.get.bind(storage)),
    PUT: updateHandler(resource, updateStatus),
    PATCH: patchHandler(resource, updateStatus),
  }
  addRoute(app, { path: `${objectPath(info)}/status`, info, subresource: 'status', handlers: statusHandlers })
}

/** Adds a subresource that is one POST. */
export function addActionRoute(app: FastifyInstance, action: ActionSubresource): void {
  const { info, subresource } = action
  const path = `${objectPath(info)}/${subresource}`
  addRoute(app, { path, info, subresource, handlers: { POST: actionHandler(action) } })
}

/** Adds one path: its own methods, and a 405 that names them for the others. */
export function addRoute(app: FastifyInstance, route: ResourceRoute): void {
  const { path, info, subresource, upgrade, handlers } = route
  const target: RouteTarget = { group: info.group, version: info.version, resource: info.resource, subresource }
  const config = { target, ...(upgrade !== undefined && { upgrade }) }
  const allowed = methods.filter((method) => isServed(handlers, method))
  const refused = methods.filter((method) => !isServed(handlers, method))
  const options = { url: path, exposeHeadRoute: false, config }
  for (const [method, handler] of Object.entries(handlers)) app.route({ ...options, method, handler })
  app.route({ ...options, method: refused, handler: refuseMethod(allowed) })
}

function isServed(handlers: Handlers, method: (typeof methods)[number]): boolean {
  return method in handlers
}

function refuseMethod(allowed: readonly string[]): Handler {
  return async (_request, reply) => {
    reply.header('allow', allowed.join(', '))
    throw new ApiError('MethodNotAllowed', 'the server does not allow this method on the requested resource', {})
  }
}

function toCollectionHandlers(resource: Resource): Handlers {
  const { storage } = resource
  // Bound once: a storage may be a class.
  const { list, watch, create, deleteCollection } = storage
  const GET = list && toListOrWatch(resource, list.bind(storage), watch?.bind(storage))
  return {
    ...(GET && { GET }),
    ...(create && { POST: createHandler(resource, create.bind(storage)) }),
    ...(deleteCollection && { DELETE: deleteCollectionHandler(resource, deleteCollection.bind(storage)) }),
  }
}

type List = NonNullable<Resource['storage']['list']>
type Watch = NonNullable<Resource['storage']['watch']>

function toListOrWatch(resource: Resource, list: List, watch: Watch | undefined): Handler {
  const onList = listHandler(resource, list)
  const onWatch: Handler = watch ? watchHandler(resource, watch) : refuseMethod(['GET'])
  return (request, reply) => (parseFlag(request.exchange.query, 'watch') ? onWatch : onList)(request, reply)
}

function toObjectHandlers(resource: Resource): Handlers {
  const { storage } = resource
  const { get, update, delete: remove } = storage
  return {
    ...(get && { GET: getHandler(resource, get.bind(storage)) }),
    ...(update && { PUT: updateHandler(resource, update.bind(storage)) }),
    ...(update && { PATCH: patchHandler(resource, update.bind(storage)) }),
    ...(remove && { DELETE: deleteHandler(resource, remove.bind(storage)) }),
  }
}
