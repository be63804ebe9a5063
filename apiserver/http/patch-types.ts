import { applyJsonPatch, applyMergePatch } from '../api/patch/patch.ts'
import type { KubeObject } from '../api/meta/object.ts'
import { applyStrategicMergePatch } from '../api/patch/strategic-merge-patch.ts'
import type { RestStorage } from '../registry/rest-storage.ts'

/** Makes the patched object, and leaves the given one as it is. Throws ApiError 400, 422. */
export type ApplyPatch = (object: Readonly<KubeObject>, patch: unknown) => KubeObject

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
export function patchesOf({ strategicSchema }: RestStorage): ReadonlyMap<string, ApplyPatch> {
  if (strategicSchema === undefined) return patches
  const apply: ApplyPatch = (object, patch) => applyStrategicMergePatch(object, patch, strategicSchema)
  return new Map([...patches, ['application/strategic-merge-patch+json', apply]])
}

/** For those who only tell of them. */
export function patchTypesOf(storage: RestStorage): readonly string[] {
  return [...patchesOf(storage).keys()]
}
