import { randomUUID } from 'node:crypto'
import type { KubeObject, ObjectMeta } from '../api/meta/object.ts'
import { isJsonObject } from '../api/json/json.ts'
import { toTimestamp } from '../api/meta/conditions.ts'

/** What clients may set; all else in metadata is the server's. */
const clientFields = { labels: 'map', annotations: 'map', ownerReferences: 'list', finalizers: 'list' } as const

/** The metadata of an object that is created now. Values that clients set are kept even when their types are wrong. */
export function newMeta(
  given: Readonly<Partial<ObjectMeta>>,
  { name, namespace, nowMs }: { name: string; namespace: string | undefined; nowMs: number },
): ObjectMeta {
  const meta: ObjectMeta = { name }
  if (given.generateName !== undefined && given.generateName !== '') meta.generateName = given.generateName
  if (namespace !== undefined) meta.namespace = namespace
  meta.uid = randomUUID()
  meta.creationTimestamp = toTimestamp(nowMs)
  return withClientFields(meta, given)
}

/** The metadata after an update: what clients may set from `given`, the rest as it was. */
export function updatedMeta(given: Readonly<Partial<ObjectMeta>>, current: Readonly<ObjectMeta>): ObjectMeta {
  const { labels: _, annotations: _1, ownerReferences: _2, finalizers: _3, managedFields: _4, ...meta } = current
  return withClientFields(meta, given)
}

function withClientFields(meta: ObjectMeta, given: Readonly<Partial<ObjectMeta>>): ObjectMeta {
  for (const [field, type] of Object.entries(clientFields)) {
    const value: unknown = given[field as keyof typeof clientFields]
    if (!isUnset(value, type)) Object.assign(meta, { [field]: type === 'map' ? toStrings(value) : value })
  }
  return meta
}

/**
 * A null in a map of strings is the empty one, as Go reads it: in YAML, `example.io/edge:` with nothing behind it is a common
 * way to write a label.
 */
function toStrings(map: unknown): unknown {
  if (!isJsonObject(map) || !Object.values(map).includes(null)) return map
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, value ?? '']))
}

/** Kubernetes does not tell an empty map or list from none; one in the other's place is wrong. */
function isUnset(value: unknown, type: 'map' | 'list'): boolean {
  if (value === undefined || value === null) return true
  return typeof value === 'object' && Array.isArray(value) === (type === 'list') && Object.keys(value).length === 0
}

/** Whether a resource version says anything: `0` is none, in what is written as in what is read. */
export function isVersionSet(version: unknown): boolean {
  return version !== undefined && version !== null && version !== '' && version !== '0'
}

export function isBeingDeleted(object: Readonly<KubeObject>): boolean {
  return object.metadata.deletionTimestamp !== undefined
}

export function hasFinalizers(object: Readonly<KubeObject>): boolean {
  return (object.metadata.finalizers?.length ?? 0) > 0
}
