import { isJsonObject } from '../json/json.ts'
import { ApiError } from '../meta/errors.ts'
import { applyOperations } from './json-patch.ts'
import type { KubeObject } from '../meta/object.ts'

/**
 * RFC 6902. Returns a new object; neither argument is changed, but the result may share parts with both.
 * Throws ApiError: 400 when `operations` is no patch, 413 over the bound, 422 when it does not apply.
 */
export function applyJsonPatch(object: Readonly<KubeObject>, operations: unknown): KubeObject {
  return toPatchedObject(applyOperations(object, operations))
}

/**
 * RFC 7386. Returns a new object; neither argument is changed, but the result may share parts with both.
 * Throws ApiError 400 when `patch` is no object. The caller bounds the depth of `patch` (`checkDepth`).
 */
export function applyMergePatch(object: Readonly<KubeObject>, patch: unknown): KubeObject {
  if (!isJsonObject(patch)) throw new ApiError('BadRequest', 'a merge patch must be a JSON object')
  return toPatchedObject(merge(object, patch))
}

function merge(target: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch
  const merged = new Map(isJsonObject(target) ? Object.entries(target) : [])
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key)
    else merged.set(key, merge(merged.get(key), value))
  }
  // fromEntries defines properties: a key named __proto__ stays a key.
  return Object.fromEntries(merged)
}

/** Checks what a patch made: it may have replaced anything, and what follows relies on these. Throws ApiError 422. */
export function toPatchedObject(value: unknown): KubeObject {
  if (!isJsonObject(value)) throw new ApiError('Invalid', 'the patch leaves no object')
  const { metadata } = value
  if (!isJsonObject(metadata)) throw new ApiError('Invalid', 'the patch leaves an object without metadata')
  return value as KubeObject
}
