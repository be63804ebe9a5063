import type { FastifyReply, FastifyRequest } from 'fastify'
import type { KubeObject } from '../../api/object.ts'
import { applyJsonPatch, applyMergePatch } from '../../api/patch.ts'
import { applyStrategicMergePatch } from '../../api/strategic-merge-patch.ts'
import type { Updater } from '../../registry/rest-storage.ts'
import { bodyOf, decodeJson, mediaTypeOf, unsupportedMediaType } from '../body.ts'
import { nameOf, namespaceOf } from '../exchange.ts'
import { toKubeObject } from '../object-body.ts'
import { checkDuplicates, parseWriteContext } from '../write-options.ts'
import { keyOf, sendObject, viewOfObject } from './resource.ts'
import type { Resource } from './resource.ts'

type ApplyPatch = (object: Readonly<KubeObject>, patch: unknown) => KubeObject

/** By media type, for all kinds. */
const patches: ReadonlyMap<string, ApplyPatch> = new Map([
  ['application/json-patch+json', applyJsonPatch],
  ['application/merge-patch+json', applyMergePatch],
])

/**
 * Strategic merge patches need Go types, for our kinds they would be a guess: the garbage collector and kubectl fall
 * back to a merge patch when they read 415. For Kubernetes' own kinds kubectl does not.
 */
function patchesOf({ storage: { strategicSchema } }: Resource): ReadonlyMap<string, ApplyPatch> {
  if (strategicSchema === undefined) return patches
  const apply: ApplyPatch = (object, patch) => applyStrategicMergePatch(object, patch, strategicSchema)
  return new Map([...patches, ['application/strategic-merge-patch+json', apply]])
}

/** PATCH of an object, or of its status. */
export function patchHandler(resource: Resource, update: Updater['update']) {
  const known = patchesOf(resource)
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const view = viewOfObject(resource, request)
    const apply = known.get(mediaTypeOf(request))
    if (apply === undefined) throw unsupportedMediaType([...known.keys()])
    const context = parseWriteContext(request, 'PatchOptions')
    const body = decodeJson(bodyOf(request))
    checkDuplicates(body, context)
    const { info } = resource.storage
    const key = keyOf(namespaceOf(request), nameOf(request), info)
    const item = await update(key, (current) => toKubeObject(apply(current, body.value), info), context)
    return sendObject({ resource, request, reply, view }, item)
  }
}
