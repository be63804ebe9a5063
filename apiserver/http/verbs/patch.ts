import type { FastifyReply, FastifyRequest } from 'fastify'
import type { KubeObject } from '../../api/meta/object.ts'
import type { Updater } from '../../registry/rest-storage.ts'
import { decodePatchBody, mediaTypeOf, unsupportedMediaType } from '../body.ts'
import { toKubeObject } from '../object-body.ts'
import { patchesOf } from '../patch-types.ts'
import { checkDuplicates, parseWriteContext } from '../write-options.ts'
import { keyOf, sendObject, viewOfObject } from './resource.ts'
import type { Resource } from './resource.ts'

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
