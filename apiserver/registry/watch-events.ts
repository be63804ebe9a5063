import type { StoredObject } from '../api/meta/object.ts'
import type { Selector } from '../api/selectors/selectors.ts'
import type { ObjectEvent } from '../storage/cache/watch-cache.ts'
import type { WatchEvent } from './rest-storage.ts'

/**
 * Turns changes into what watchers with a selector see: an object that begins to match is ADDED, one that ceases to
 * is DELETED. All watchers get the same StoredObject of a change, so that it is serialized once.
 */
export class WatchEvents {
  /** What left a selector, under the revision of the change; by the item of the change. */
  readonly #departed = new WeakMap<StoredObject, StoredObject>()

  /** Undefined when the change is of no interest to the selector. */
  toWatchEvent(event: ObjectEvent, selector: Selector): WatchEvent | undefined {
    const matched = event.previous !== undefined && selector.matches(event.previous.object)
    if (event.type === 'delete') return matched ? { type: 'DELETED', item: event.item } : undefined
    if (selector.matches(event.item.object)) return { type: matched ? 'MODIFIED' : 'ADDED', item: event.item }
    return matched ? { type: 'DELETED', item: this.#departure(event) } : undefined
  }

  /** The last state that matched, with the revision at which it ceased to. */
  #departure({ item, previous, revision }: ObjectEvent): StoredObject {
    const known = this.#departed.get(item)
    if (known !== undefined) return known
    const last = (previous ?? item).object
    const object = { ...last, metadata: { ...last.metadata, resourceVersion: String(revision) } }
    const departure = { object, bytes: Buffer.from(JSON.stringify(object)), revision }
    this.#departed.set(item, departure)
    return departure
  }
}
