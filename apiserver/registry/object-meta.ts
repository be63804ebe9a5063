import { randomUUID } from 'node:crypto'
import type { KubeObject, ObjectMeta } from '../api/object.ts'
import { toTimestamp } from './timestamps.ts'

/** What clients may set; all else in metadata is the server's. */
const clientFields = ['labels', 'annotations', 'ownerReferences', 'finalizers'] as const

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
  for (const field of clientFields) {
    const value = given[field]
    if (!isUnset(value)) Object.assign(meta, { [field]: value })
  }
  return meta
}

/** Kubernetes does not tell an empty map or list from none. */
function isUnset(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0)
}

export function isBeingDeleted(object: Readonly<KubeObject>): boolean {
  return object.metadata.deletionTimestamp !== undefined
}

export function hasFinalizers(object: Readonly<KubeObject>): boolean {
  return (object.metadata.finalizers?.length ?? 0) > 0
}
