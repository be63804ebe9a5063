import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../../api/meta/errors.ts'
import type { KubeObject } from '../../api/meta/object.ts'
import type { CollectionDeleter, Creater, Deleter, Updater } from '../../registry/rest-storage.ts'
import { readDeleteRequest } from '../delete-options.ts'
import { parseListQuery } from '../list-options.ts'
import { readObject } from '../object-body.ts'
import { sendBytes } from '../send.ts'
import { parseWriteContext } from '../write-options.ts'
import { keyOf, placeOf, scopeOf, sendObject, viewOfList, viewOfObject } from './resource.ts'
import type { Resource } from './resource.ts'

/** POST to a collection. */
export function createHandler(resource: Resource, create: Creater['create']) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const view = viewOfObject(resource, request)
    const context = parseWriteContext(request, 'CreateOptions')
    const { info } = resource.storage
    const object = readObject(request, info, context)
    const place = placeOf(request, info)
    if (info.namespaced) checkNamespace(object, place.namespace)
    const item = await create(place, object, context)
    return sendObject({ resource, request, reply, view }, item, 201)
  }
}

/** PUT of an object, or of its status. */
export function updateHandler(resource: Resource, update: Updater['update']) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const view = viewOfObject(resource, request)
    const context = parseWriteContext(request, 'UpdateOptions')
    const { info } = resource.storage
    const object = readObject(request, info, context)
    const key = keyOf(request, info)
    if (info.namespaced) checkNamespace(object, key.namespace)
    checkName(object, key.name)
    const item = await update(key, () => object, context)
    return sendObject({ resource, request, reply, view }, item)
  }
}

/** DELETE of one object: 200 with its last state, or with a Status once it is gone. */
export function deleteHandler(resource: Resource, remove: Deleter['delete']) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const view = viewOfObject(resource, request)
    const { options, context } = readDeleteRequest(request)
    const key = keyOf(request, resource.storage.info)
    return sendObject({ resource, request, reply, view }, await remove(key, options, context))
  }
}

/** DELETE of what a list would show. */
export function deleteCollectionHandler(resource: Resource, remove: CollectionDeleter['deleteCollection']) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const view = viewOfList(resource, request)
    const { options, context } = readDeleteRequest(request)
    const query = parseListQuery(request.exchange.query, scopeOf(resource, request))
    const chunks = resource.presenter.toList(await remove(query, options, context), view)
    return sendBytes(request, reply, { chunks, stalledClientMs: resource.stalledClientMs })
  }
}

/**
 * A namespace in the body may be left out, but not contradict the path. Where the kind has none it counts for nothing, as in
 * Kubernetes: charts write it to ClusterRoles too. Throws ApiError 400.
 */
function checkNamespace({ metadata }: KubeObject, namespace: string | undefined): void {
  const given = metadata.namespace
  if (given === undefined || given === null || given === '' || given === namespace) return
  const message = 'the namespace of the provided object does not match the namespace sent on the request'
  throw new ApiError('BadRequest', message, {})
}

function checkName({ metadata }: KubeObject, name: string): void {
  const given = metadata.name
  if (given === name) return
  if (given === undefined || given === null || given === '') {
    throw new ApiError('BadRequest', 'the name of the object must be set', {})
  }
  const message = `the name of the object (${given}) does not match the name on the URL (${name})`
  throw new ApiError('BadRequest', message, {})
}
