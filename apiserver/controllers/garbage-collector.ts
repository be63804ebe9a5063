import type { Logger } from 'pino'
import { ApiError } from '../api/meta/errors.ts'
import type { KubeObject, ObjectMeta, OwnerReference, StoredObject } from '../api/meta/object.ts'
import { jsonEqual } from '../api/json/json.ts'
import { storageKey } from '../registry/keys.ts'
import { isBeingDeleted } from '../registry/object-meta.ts'
import { foregroundFinalizer, orphanFinalizer } from '../registry/plan-delete.ts'
import type { ResourceStore } from '../registry/resource-store.ts'
import type { DeleteOptions } from '../registry/rest-storage.ts'
import { systemContext } from '../registry/system-context.ts'
import type { FeedChange, FeedHandler, FeedPut } from './object-feed.ts'
import { StringIndex } from './string-index.ts'
import { WorkQueue } from './work-queue.ts'

/** Deletes under way at once: enough that their commits share a sync of the disk. */
const concurrency = 64
const context = systemContext('garbage-collector')

interface Item {
  readonly store: ResourceStore
  readonly stored: StoredObject
}

/**
 * Deletes objects whose owners are all gone, and deals with the dependents of owners that are deleted in the foreground
 * or leave orphans. As kube-controller-manager's, over the kinds that are stored here.
 */
export class GarbageCollector implements FeedHandler {
  readonly #stores: readonly ResourceStore[]
  readonly #queue: WorkQueue
  /** Storage keys by the uid of an owner that they name. */
  readonly #dependents = new StringIndex()
  /** What each object named as owners when it was last seen. */
  readonly #owners = new Map<string, readonly string[]>()
  /** Storage keys, by uid, of owners whose deletion waits for dependents to go. */
  readonly #waiting = new Map<string, string>()

  constructor(options: { stores: readonly ResourceStore[]; log: Logger }) {
    this.#stores = options.stores
    const sync = (key: string): Promise<void> => this.#sync(key)
    this.#queue = new WorkQueue({ name: 'garbage-collector', concurrency, sync, log: options.log })
  }

  onPut({ key, item, previous }: FeedPut): void {
    const { metadata } = item.object
    if (isBeingDeleted(item.object)) this.#queue.add(key)
    // With the owners that it had, it has been looked at; it is again when one of them goes.
    if (previous !== undefined && jsonEqual(metadata.ownerReferences, previous.object.metadata.ownerReferences)) return
    this.#index(key, ownerUids(metadata))
    if (metadata.ownerReferences !== undefined) this.#queue.add(key)
  }

  onDelete({ key, item }: FeedChange): void {
    const { uid = '' } = item.object.metadata
    this.#waiting.delete(uid)
    this.#index(key, [])
    for (const dependent of this.#dependents.get(uid)) this.#queue.add(dependent)
  }

  close(): Promise<void> {
    return this.#queue.close()
  }

  #index(key: string, uids: readonly string[]): void {
    for (const uid of this.#owners.get(key) ?? []) {
      this.#dependents.remove(uid, key)
      const waiting = this.#waiting.get(uid)
      if (waiting !== undefined) this.#queue.add(waiting)
    }
    for (const uid of uids) this.#dependents.add(uid, key)
    if (uids.length === 0) this.#owners.delete(key)
    else this.#owners.set(key, uids)
  }

  async #sync(key: string): Promise<void> {
    const item = this.#find(key)
    if (item === undefined) return
    await this.#process(item).catch(unlessGone)
  }

  async #process(item: Item): Promise<void> {
    const { object } = item.stored
    if (!isBeingDeleted(object)) return this.#collect(item)
    if (object.metadata.finalizers?.includes(orphanFinalizer)) return this.#orphanDependents(item)
    if (waitsForDependents(object)) return this.#awaitDependents(item)
  }

  /** Deletes the object when none of its owners keeps it; otherwise takes away the references that lead nowhere. */
  async #collect(item: Item): Promise<void> {
    const { object } = item.stored
    const { solid, dangling, waiting } = classifyOwners(this.#stores, object)
    const lost = [...dangling, ...waiting]
    if (lost.length === 0) return
    if (solid.length > 0) return this.#dropOwners(item, new Set(lost.map(({ uid }) => uid)))
    const hasDependents = this.#dependents.has(object.metadata.uid ?? '')
    await this.#delete(item, waiting.length > 0 && hasDependents ? 'Foreground' : policyOf(object))
  }

  /** The resourceVersion makes sure that the owners are still those that were looked at. */
  async #delete({ store, stored }: Item, propagationPolicy: DeleteOptions['propagationPolicy']): Promise<void> {
    const { metadata } = stored.object
    const { uid, resourceVersion } = metadata
    const preconditions = { ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) }
    await store.delete(metadata, { preconditions, ...(propagationPolicy && { propagationPolicy }) }, context)
  }

  async #orphanDependents(item: Item): Promise<void> {
    const { uid = '' } = item.stored.object.metadata
    for (const key of this.#dependents.get(uid)) {
      const dependent = this.#find(key)
      // One that goes meanwhile needs no more, and must not keep the others from it.
      if (dependent !== undefined) await this.#dropOwners(dependent, new Set([uid])).catch(unlessGone)
    }
    await this.#dropFinalizer(item, orphanFinalizer)
  }

  /** Looks at all dependents; the owner goes when none is left that blocks it, and is looked at again when one goes. */
  async #awaitDependents(item: Item): Promise<void> {
    const { metadata } = item.stored.object
    const { uid = '' } = metadata
    const dependents = this.#dependents.get(uid)
    const blocking = dependents.some((key) => blocks(this.#find(key)?.stored.object, uid))
    if (!blocking) return this.#dropFinalizer(item, foregroundFinalizer)
    this.#waiting.set(uid, storageKey(item.store.info, metadata))
    for (const key of dependents) this.#queue.add(key)
  }

  async #dropOwners({ store, stored }: Item, uids: ReadonlySet<string>): Promise<void> {
    const drop = (metadata: Readonly<ObjectMeta>): ObjectMeta => ({
      ...metadata,
      ownerReferences: (metadata.ownerReferences ?? []).filter(({ uid }) => !uids.has(uid)),
    })
    await changeMeta({ store, stored }, drop)
  }

  async #dropFinalizer({ store, stored }: Item, finalizer: string): Promise<void> {
    const drop = (metadata: Readonly<ObjectMeta>): ObjectMeta => ({
      ...metadata,
      finalizers: (metadata.finalizers ?? []).filter((name) => name !== finalizer),
    })
    await changeMeta({ store, stored }, drop)
  }

  #find(key: string): Item | undefined {
    const store = this.#stores.find(({ prefix }) => key.startsWith(prefix))
    if (store === undefined) return undefined
    const path = key.slice(store.prefix.length).split('/')
    const [namespace = '', name = ''] = path
    const stored = store.peek(store.info.namespaced ? { namespace, name } : { name: namespace })
    return stored && { store, stored }
  }
}

/** Throws ApiError 404 when the object is not the one that was looked at any more. */
async function changeMeta(
  { store, stored }: Item,
  change: (metadata: Readonly<ObjectMeta>) => ObjectMeta,
): Promise<void> {
  const { uid } = stored.object.metadata
  const update = (current: Readonly<KubeObject>): KubeObject => {
    if (current.metadata.uid !== uid) throw new ApiError('NotFound', 'the object was replaced')
    return { ...current, metadata: change(current.metadata) }
  }
  await store.update(stored.object.metadata, update, context)
}

/** What is gone, or another by now, needs no more work. */
function unlessGone(error: unknown): void {
  if (!(error instanceof ApiError) || error.reason !== 'NotFound') throw error
}

function ownerUids({ ownerReferences = [] }: Readonly<ObjectMeta>): string[] {
  return ownerReferences.map(({ uid }) => uid)
}

function blocks(dependent: Readonly<KubeObject> | undefined, ownerUid: string): boolean {
  const owners = dependent?.metadata.ownerReferences ?? []
  return owners.some(({ uid, blockOwnerDeletion }) => uid === ownerUid && blockOwnerDeletion === true)
}

/** What the object itself asks for by its finalizers. */
function policyOf({ metadata }: Readonly<KubeObject>): DeleteOptions['propagationPolicy'] {
  if (metadata.finalizers?.includes(orphanFinalizer)) return 'Orphan'
  return metadata.finalizers?.includes(foregroundFinalizer) ? 'Foreground' : 'Background'
}

/** An object's owners, by what they mean for it; pkg/controller/garbagecollector calls them so as well. */
interface ClassifiedOwners {
  /** Keep the object: they exist, or are of a kind that we know nothing about. */
  readonly solid: readonly OwnerReference[]
  /** Are gone, or were replaced by another object of the same name. */
  readonly dangling: readonly OwnerReference[]
  /** Are being deleted in the foreground and wait for their dependents to go. */
  readonly waiting: readonly OwnerReference[]
}

function classifyOwners(stores: readonly ResourceStore[], { metadata }: Readonly<KubeObject>): ClassifiedOwners {
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

function waitsForDependents(object: Readonly<KubeObject>): boolean {
  return isBeingDeleted(object) && (object.metadata.finalizers?.includes(foregroundFinalizer) ?? false)
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : ''
}
