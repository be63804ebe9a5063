import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Getter, Lister } from '../../registry/rest-storage.ts'
import { parseListQuery } from '../request/list-options.ts'
import { sendBytes } from '../response/send.ts'
import { keyOf, scopeOf, sendObject, viewOfList, viewOfObject } from './resource.ts'
import type { Resource } from './resource.ts'

/** GET of one object. */
export function getHandler(resource: Resource, get: Getter['get']) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const view = viewOfObject(resource, request)
    const key = keyOf(request, resource.storage.info)
    const item = await get(key, request.exchange.query.get('resourceVersion') ?? undefined)
    return sendObject({ resource, request, reply, view }, item)
  }
}

/** GET of a collection. */
export function listHandler(resource: Resource, list: Lister['list']) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const view = viewOfList(resource, request)
    const result = await list(parseListQuery(request.exchange.query, scopeOf(resource, request)))
    const chunks = resource.presenter.toList(result, view)
    return sendBytes(request, reply, { chunks, stalledClientMs: resource.stalledClientMs })
  }
}
