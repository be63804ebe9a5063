import type { KubeObject, ObjectMeta, OwnerReference } from '../api/meta/object.ts'
import { isBeingDeleted } from '../registry/object-meta.ts'
import { foregroundFinalizer } from '../registry/plan-delete.ts'
import type { ResourceStore } from '../registry/resource-store.ts'

/** An object's owners, by what they mean for it; pkg/controller/garbagecollector calls them so as well. */
export interface ClassifiedOwners {
  /** Keep the object: they exist, or are of a kind that we know nothing about. */
  readonly solid: readonly OwnerReference[]
  /** Are gone, or were replaced by another object of the same name. */
  readonly dangling: readonly OwnerReference[]
  /** Are being deleted in the foreground and wait for their dependents to go. */
  readonly waiting: readonly OwnerReference[]
}

export function classifyOwners(stores: readonly ResourceStore[], { metadata }: Readonly<KubeObject>): ClassifiedOwners {
  const owners = metadata.ownerReferences ?? []
  const states = owners.map((owner) => ({ owner, state: ownerState(stores, owner, metadata) }))
  const having = (wanted: string) => states.filter(({ state }) => state === wanted).map(({ owner }) => owner)
  return { solid: having('solid'), dangling: having('dangling'), waiting: having('waiting') }
}

/** The names are only a hint where to look: an owner is who has the uid. */
function ownerState(
  stores: readonly ResourceStore[],
  owner: OwnerReference,
  dependent: Readonly<ObjectMeta>,
): 'solid' | 'dangling' | 'waiting' {
  const store = stores.find(({ info }) => info.kind === owner.kind && info.group === groupOf(owner.apiVersion))
  if (store === undefined) return 'solid'
  const namespace = dependent.namespace
  // An object outside of all namespaces cannot name an owner in one: there is nothing to look at.
  if (store.info.namespaced && namespace === undefined) return 'solid'
  const found = store.peek({ name: owner.name, ...(store.info.namespaced && namespace && { namespace }) })?.object
  if (found?.metadata.uid !== owner.uid) return 'dangling'
  return waitsForDependents(found) ? 'waiting' : 'solid'
}

export function waitsForDependents(object: Readonly<KubeObject>): boolean {
  return isBeingDeleted(object) && (object.metadata.finalizers?.includes(foregroundFinalizer) ?? false)
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : ''
}
