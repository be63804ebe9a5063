import type { Status } from '../api/meta/errors.ts'
import type { KubeObject } from '../api/meta/object.ts'
import type { ResourceInfo } from '../api/meta/resource-info.ts'
import { hasFinalizers, isBeingDeleted } from './object-meta.ts'
import type { DeleteOptions } from './rest-storage.ts'
import { conflict } from './status-errors.ts'
import type { Strategy } from './strategy.ts'
import { toTimestamp } from '../api/meta/conditions.ts'

/** Finalizers that the garbage collector takes away when it has dealt with the dependents. */
export const orphanFinalizer = 'orphan'
export const foregroundFinalizer = 'foregroundDeletion'

/** What a delete comes to: the object goes, stays marked, or is as it should be already. */
export type DeletePlan =
  { readonly type: 'remove' } | { readonly type: 'mark'; readonly next: KubeObject } | { readonly type: 'keep' }

/** Rules: apiserver/pkg/registry/generic/registry/store.go. */
export function planDelete(
  strategy: Strategy,
  current: Readonly<KubeObject>,
  { options, nowMs }: { options: DeleteOptions; nowMs: number },
): DeletePlan {
  const finalizers = finalizersFor(current, options.propagationPolicy)
  if (finalizers.length === 0 && !strategy.isHeld?.(current)) return { type: 'remove' }
  const sameFinalizers = sameList(finalizers, current.metadata.finalizers ?? [])
  if (isBeingDeleted(current) && sameFinalizers) return { type: 'keep' }
  const next: KubeObject = { ...current, metadata: { ...current.metadata, finalizers } }
  if (finalizers.length === 0) delete next.metadata.finalizers
  if (!isBeingDeleted(current)) markDeleted(strategy, next, nowMs)
  return { type: 'mark', next }
}

function markDeleted(strategy: Strategy, next: KubeObject, nowMs: number): void {
  next.metadata.deletionTimestamp = toTimestamp(nowMs)
  next.metadata.deletionGracePeriodSeconds = 0
  if (strategy.countsGenerations) next.metadata.generation = (next.metadata.generation ?? 0) + 1
  strategy.beginDelete?.(next)
}

/** A policy that is given decides; otherwise finalizers that are there already do. */
function finalizersFor(current: Readonly<KubeObject>, policy: DeleteOptions['propagationPolicy']): string[] {
  const given = current.metadata.finalizers ?? []
  if (policy === undefined) return given
  const others = given.filter((name) => name !== orphanFinalizer && name !== foregroundFinalizer)
  if (policy === 'Orphan') return [...others, orphanFinalizer]
  return policy === 'Foreground' ? [...others, foregroundFinalizer] : others
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index])
}

/** Throws ApiError 409 when the object is not the one that the client meant. */
export function checkDeletePreconditions(
  info: ResourceInfo,
  current: Readonly<KubeObject>,
  preconditions: DeleteOptions['preconditions'] = {},
): void {
  const { uid, resourceVersion, name } = current.metadata
  const check = (what: string, wanted: string | undefined, actual: string | undefined): void => {
    if (wanted === undefined || wanted === actual) return
    const why = `Precondition failed: ${what} in precondition: ${wanted}, ${what} in object meta: ${actual}`
    throw conflict({ info, name }, why)
  }
  check('UID', preconditions.uid, uid)
  check('ResourceVersion', preconditions.resourceVersion, resourceVersion)
}

/** Whether nothing keeps an object any more whose deletion has begun. */
export function isDeletable(strategy: Strategy, object: Readonly<KubeObject>): boolean {
  return isBeingDeleted(object) && !hasFinalizers(object) && !strategy.isHeld?.(object)
}

/** The answer to a delete after which the object is gone. kubectl waits for the uid. */
export function deletedStatus(info: ResourceInfo, object: Readonly<KubeObject>): Status {
  const { name, uid } = object.metadata
  const group = info.group === '' ? {} : { group: info.group }
  const details = { name, ...group, kind: info.resource, ...(uid !== undefined && { uid }) }
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details, code: 200 }
}
