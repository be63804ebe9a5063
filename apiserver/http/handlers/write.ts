import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../../api/meta/errors.ts'
import type { KubeObject } from '../../api/meta/object.ts'
import { applyJsonPatch, applyMergePatch } from '../../api/patch/patch.ts'
import { applyStrategicMergePatch } from '../../api/patch/strategic-merge-patch.ts'
import type {
  ActionSubresource,
  CollectionDeleter,
  Creater,
  Deleter,
  RestStorage,
  Updater,
} from '../../registry/rest-storage.ts'
import { bodyOf, decodeObjectBody, decodePatchBody, mediaTypeOf, unsupportedMediaType } from '../request/body.ts'
import { readDeleteRequest } from '../request/delete-options.ts'
import { parseListQuery } from '../request/list-options.ts'
import { checkDuplicates, parseWriteContext, readObject, toKubeObject } from '../request/write-options.ts'
import { sendBytes, sendJson } from '../response/send.ts'
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

/** PATCH of an object, or of its status. */
export function patchHandler(resource: Resource, update: Updater['update']) {
  const known = patchesOf(resource.storage)
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const view = viewOfObject(resource, request)
    const apply = known.get(mediaTypeOf(request))
    if (apply === undefined) throw unsupportedMediaType([...known.keys()])
    const context = { ...parseWriteContext(request, 'PatchOptions'), isPatch: true }
    const body = decodePatchBody(request)
    const { info } = resource.storage
    const key = keyOf(request, info)
    const change = (current: Readonly<KubeObject>): KubeObject => {
      checkDuplicates(body, { info, name: key.name }, context)
      return toKubeObject(apply(current, body.value), info)
    }
    const item = await update(key, change, context)
    return sendObject({ resource, request, reply, view }, item)
  }
}

/** Makes the patched object, and leaves the given one as it is. Throws ApiError 400, 422. */
type ApplyPatch = (object: Readonly<KubeObject>, patch: unknown) => KubeObject

/** By media type, for all kinds. */
const patches: ReadonlyMap<string, ApplyPatch> = new Map([
  ['application/json-patch+json', applyJsonPatch],
  ['application/merge-patch+json', applyMergePatch],
])

/**
 * The patches that a resource takes, by media type. Strategic merge patches need Go types, for our kinds they would be a
 * guess: the garbage collector and kubectl fall back to a merge patch when they read 415. For Kubernetes' own kinds
 * kubectl does not.
 */
function patchesOf({ strategicSchema }: RestStorage): ReadonlyMap<string, ApplyPatch> {
  if (strategicSchema === undefined) return patches
  const apply: ApplyPatch = (object, patch) => applyStrategicMergePatch(object, patch, strategicSchema)
  return new Map([...patches, ['application/strategic-merge-patch+json', apply]])
}

/** For those who only tell of them. */
export function patchTypesOf(storage: RestStorage): readonly string[] {
  return [...patchesOf(storage).keys()]
}

/** POST to a subresource that answers with an object of its own, such as `edgedevices/token`. */
export function actionHandler(action: ActionSubresource) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const context = parseWriteContext(request, 'CreateOptions')
    const body = bodyOf(request).length === 0 ? { value: undefined, duplicates: [] } : decodeObjectBody(request)
    const { info, kind } = action
    checkDuplicates(body, { info: { ...info, kind }, name: '' }, context)
    const key = keyOf(request, info)
    const answer = await action.create(key, body.value, context)
    request.exchange.audit.responseObject(action.toAudited?.(answer) ?? answer)
    return sendJson(request, reply, answer, 201)
  }
}
