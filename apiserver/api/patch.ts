import { ApiError } from './errors.ts'
import type { KubeObject } from './object.ts'

/** Kubernetes' bound on the operations of one JSON patch (apiserver/pkg/endpoints/handlers/patch.go). */
export const maxJsonPatchOperations = 10_000

/**
 * RFC 6902. Returns a new object; neither argument is changed, but the result may share parts with both.
 * Throws ApiError: 400 when `operations` is no patch, 413 over the bound, 422 when it does not apply.
 */
export function applyJsonPatch(object: Readonly<KubeObject>, operations: unknown): KubeObject {
  throw new ApiError('InternalError', `not yet: ${object.kind} ${typeof operations}`)
}

/** RFC 7386. Returns a new object; neither argument is changed, but the result may share parts with both. Throws ApiError 400. */
export function applyMergePatch(object: Readonly<KubeObject>, patch: unknown): KubeObject {
  throw new ApiError('InternalError', `not yet: ${object.kind} ${typeof patch}`)
}
