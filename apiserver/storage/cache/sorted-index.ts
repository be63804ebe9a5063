import { directoriesOf, directoryOf } from '../keys.ts'
import { SortedView } from './sorted-view.ts'
import type { Keyed } from './sorted-view.ts'

// Prefixes with a view of their own: one per namespace and resource that is listed. The least recently listed one goes.
const maxViews = 4096

/**
 * Items by key, with lists by prefix. A prefix that ends where a path segment does (a resource, a namespace in it) gets a
 * view of its own when it is first listed, so that listing a small namespace costs nothing of a large store.
 */
export class SortedIndex<T extends Keyed> {
  readonly #items = new Map<string, T>()
  #all: SortedView<T>
  readonly #views = new Map<string, SortedView<T>>()

  /** `items` have to be in key order. */
  constructor(items: readonly T[]) {
    for (const item of items) this.#items.set(item.key, item)
    this.#all = new SortedView(items)
  }

  get(key: string): T | undefined {
    return this.#items.get(key)
  }

  /** Sets the item of `key`; undefined removes it. */
  set(key: string, item: T | undefined): void {
    if (item === undefined) this.#items.delete(key)
    else this.#items.set(key, item)
    this.#all.set(key, item)
    if (this.#views.size === 0) return
    for (const prefix of directoriesOf(key)) this.#views.get(prefix)?.set(key, item)
  }

  /** In key order. Never changed afterwards, and the same array until something under `prefix` changes. */
  list(prefix: string): readonly T[] {
    if (prefix === '') return this.#all.snapshot()
    if (directoryOf(prefix) !== prefix) return this.#all.range(prefix)
    const view = this.#views.get(prefix) ?? new SortedView(this.#all.range(prefix))
    this.#views.delete(prefix)
    this.#views.set(prefix, view)
    if (this.#views.size > maxViews) this.#dropOldest()
    return view.snapshot()
  }

  clear(): void {
    this.#items.clear()
    this.#views.clear()
    this.#all = new SortedView<T>([])
  }

  #dropOldest(): void {
    for (const prefix of this.#views.keys()) {
      this.#views.delete(prefix)
      return
    }
  }
}
