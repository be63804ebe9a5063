import { LRUCache } from 'lru-cache'
import type { StoredObject } from '../api/meta/object.ts'

/** As long as etcd keeps old revisions in a usual Kubernetes cluster. */
const maxAgeMs = 5 * 60_000
const maxSnapshots = 64
/** Items of all snapshots together. They keep old versions of objects in memory. */
const maxItems = 200_000

/**
 * Lists whose further pages somebody may want, each as of one revision. Bounded by number, size and age: a page of
 * a list that is no longer here is 410.
 */
export class ListSnapshots {
  readonly #lists = new LRUCache<string, readonly StoredObject[]>({
    max: maxSnapshots,
    maxSize: maxItems,
    sizeCalculation: (items) => items.length + 1,
    ttl: maxAgeMs,
  })

  get(prefix: string, revision: number): readonly StoredObject[] | undefined {
    return this.#lists.get(`${prefix}@${revision}`)
  }

  set(prefix: string, revision: number, items: readonly StoredObject[]): void {
    this.#lists.set(`${prefix}@${revision}`, items)
  }
}
