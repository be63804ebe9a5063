import type { FastifyReply, FastifyRequest } from 'fastify'
import type { KubeObject } from '../../api/object.ts'
import { applyJsonPatch, applyMergePatch } from '../../api/patch.ts'
import type { Updater } from '../../registry/rest-storage.ts'
import { bodyOf, decodeJson, mediaTypeOf, unsupportedMediaType } from '../body.ts'
import { nameOf, namespaceOf } from '../exchange.ts'
import { toKubeObject } from '../object-body.ts'
import { checkDuplicates, parseWriteContext } from '../write-options.ts'
import { keyOf, sendObject, viewOfObject } from './resource.ts'
import type { Resource } from './resource.ts'

type ApplyPatch = (object: Readonly<KubeObject>, patch: unknown) => KubeObject

/**
 * By media type. Strategic merge patches need Go types, ours would be a guess: the garbage collector and kubectl
 * fall back to a merge patch when they read 415.
 */
const patches: ReadonlyMap<string, ApplyPatch> = new Map([
  ['application/json-patch+json', applyJsonPatch],
  ['application/merge-patch+json', applyMergePatch],
])

/** PATCH of an object, or of its status. */
export function patchHandler(resource: Resource, update: Updater['update']) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const view = viewOfObject(resource, request)
    const apply = patches.get(mediaTypeOf(request))
    if (apply === undefined) throw unsupportedMediaType([...patches.keys()])
    const context = parseWriteContext(request, 'PatchOptions')
    const body = decodeJson(bodyOf(request))
    checkDuplicates(body, context)
    const { info } = resource.storage
    const key = keyOf(namespaceOf(request), nameOf(request), info)
    const item = await update(key, (current) => toKubeObject(apply(current, body.value), info), context)
    return sendObject({ resource, request, reply, view }, item)
  }
}
