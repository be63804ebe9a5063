import { ApiError } from '../api/meta/errors.ts'
import type { KubeObject } from '../api/meta/object.ts'
import { apiVersionOf } from '../api/meta/resource-info.ts'
import type { ResourceInfo } from '../api/meta/resource-info.ts'
import { isJsonObject } from '../api/json/json.ts'

/**
 * Checks that a body is an object of this kind and for this namespace, as apiserver's handlers do before anything
 * else; an absent apiVersion, kind or namespace is the one of the path. Throws ApiError 400.
 */
export function checkIdentity(info: ResourceInfo, object: unknown, namespace: string | undefined): void {
  if (!isJsonObject(object)) throw new ApiError('BadRequest', 'the body must be a JSON object')
  checkTypeMeta(info, object)
  const metadata = object['metadata']
  if (metadata !== undefined && !isJsonObject(metadata)) throw new ApiError('BadRequest', 'metadata must be an object')
  const named = metadata?.['namespace'] ?? ''
  if (named !== '' && info.namespaced && named !== namespace) {
    const message = 'the namespace of the provided object does not match the namespace sent on the request'
    throw new ApiError('BadRequest', message)
  }
}

function checkTypeMeta(info: ResourceInfo, { apiVersion, kind }: Record<string, unknown>): void {
  const expected = apiVersionOf(info)
  if (apiVersion !== undefined && apiVersion !== expected) {
    const message = `the API version in the data (${show(apiVersion)}) does not match the expected API version (${expected})`
    throw new ApiError('BadRequest', message)
  }
  if (kind !== undefined && kind !== info.kind) {
    throw new ApiError(
      'BadRequest',
      `the kind in the data (${show(kind)}) does not match the expected kind (${info.kind})`,
    )
  }
}

/** For PUT and PATCH: the body must name the object of the path. Throws ApiError 400. */
export function checkName(object: Readonly<KubeObject>, name: string): void {
  const given: unknown = (object as Partial<KubeObject>).metadata?.name
  if (given === name) return
  const message = `the name of the object (${show(given ?? '')}) does not match the name on the URL (${name})`
  throw new ApiError('BadRequest', message)
}

function show(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 253) : typeof value
}
