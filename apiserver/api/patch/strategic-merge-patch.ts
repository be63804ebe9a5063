import { isJsonObject } from '../json/json.ts'
import { ApiError } from '../meta/errors.ts'
import { toPatchedObject } from './patch.ts'
import type { KubeObject } from '../meta/object.ts'
import type { StructuralSchema } from '../schema/schema.ts'

type Json = Record<string, unknown>

/** Keys of a patch that say how, not what. */
const directive = { patch: '$patch', retainKeys: '$retainKeys', remove: '$deleteFromPrimitiveList/' } as const
/** The order in which a client saw a list; ours stays as it is. */
const elementOrder = '$setElementOrder/'

/**
 * A strategic merge patch (k8s.io/apimachinery/pkg/util/strategicpatch): as a merge patch, but lists that `schema` calls
 * sets or maps are merged by element. Returns a new object; neither argument is changed, but the result may share parts
 * with both. Throws ApiError 400 when `patch` is none. The caller bounds the depth of `patch` (`checkDepth`).
 */
export function applyStrategicMergePatch(
  object: Readonly<KubeObject>,
  patch: unknown,
  schema: StructuralSchema,
): KubeObject {
  if (!isJsonObject(patch)) throw bad('it must be a JSON object')
  return toPatchedObject(mergeObject(object, patch, schema))
}

function merge(target: unknown, patch: unknown, schema: StructuralSchema | undefined): unknown {
  if (isJsonObject(patch)) return mergeObject(isJsonObject(target) ? target : {}, patch, schema)
  if (Array.isArray(patch)) return mergeList(Array.isArray(target) ? target : [], patch, schema)
  return patch
}

function mergeObject(target: Json, patch: Json, schema: StructuralSchema | undefined): Json {
  const how = patch[directive.patch] ?? 'merge'
  if (how === 'delete') return {}
  if (how !== 'merge' && how !== 'replace') throw unknownDirective(how)
  const merged = new Map(how === 'merge' ? Object.entries(target) : [])
  const retained = patch[directive.retainKeys]
  if (Array.isArray(retained)) retainKeys(merged, new Set(retained))
  for (const [key, value] of Object.entries(patch)) setField(merged, { key, value, schema })
  // fromEntries defines properties: a key named __proto__ stays a key.
  return Object.fromEntries(merged)
}

function retainKeys(merged: Map<string, unknown>, retained: ReadonlySet<unknown>): void {
  for (const key of merged.keys()) {
    if (!retained.has(key)) merged.delete(key)
  }
}

interface Field {
  readonly key: string
  readonly value: unknown
  readonly schema: StructuralSchema | undefined
}

function setField(merged: Map<string, unknown>, { key, value, schema }: Field): void {
  if (key.startsWith(directive.remove)) {
    const list = key.slice(directive.remove.length)
    const removed = new Set(asList(value))
    const left = asList(merged.get(list)).filter((element) => !removed.has(element))
    merged.set(list, left)
    return
  }
  if (key === directive.patch || key === directive.retainKeys || key.startsWith(elementOrder)) return
  if (value === null) merged.delete(key)
  else merged.set(key, merge(merged.get(key), value, schema?.properties?.[key] ?? schema?.additionalProperties))
}

function mergeList(
  target: readonly unknown[],
  patch: readonly unknown[],
  schema: StructuralSchema | undefined,
): unknown[] {
  const elements = patch.filter((element) => !isReplaceMarker(element))
  if (elements.length < patch.length) return elements
  const type = schema?.['x-kubernetes-list-type'] ?? 'atomic'
  // The elements of sets are strings.
  if (type === 'set') return [...new Set([...target, ...elements])]
  const [key] = schema?.['x-kubernetes-list-map-keys'] ?? []
  if (type === 'atomic' || key === undefined) return elements
  return mergeByKey(target, elements, { key, schema: schema?.items })
}

/** In a list, `{"$patch": "replace"}` stands for: these elements, and no others. */
function isReplaceMarker(element: unknown): boolean {
  return isJsonObject(element) && element[directive.patch] === 'replace'
}

function mergeByKey(
  target: readonly unknown[],
  patch: readonly unknown[],
  { key, schema }: { readonly key: string; readonly schema: StructuralSchema | undefined },
): unknown[] {
  const keyOf = (element: unknown): unknown => (isJsonObject(element) ? element[key] : undefined)
  const merged = new Map(target.map((element) => [keyOf(element), element]))
  for (const element of patch) {
    const id = keyOf(element)
    if (typeof id !== 'string' || !isJsonObject(element)) throw bad(`an element of a list has no ${key}`)
    if (element[directive.patch] === 'delete') merged.delete(id)
    else merged.set(id, merge(merged.get(id), element, schema))
  }
  return [...merged.values()]
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function unknownDirective(how: unknown): ApiError {
  return bad(`$patch must be merge, replace or delete, not ${JSON.stringify(how)}`)
}

function bad(why: string): ApiError {
  return new ApiError('BadRequest', `the body of the request is not a strategic merge patch: ${why}`)
}
