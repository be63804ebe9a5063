import { compareKeys } from '../keys.ts'

export interface Keyed {
  readonly key: string
}

// Changes are merged at the next reading, or when so many wait: a view that nobody reads must not collect them.
const maxPending = 1024

/**
 * Items in key order, changed one by one and read as snapshots. Changing costs nothing but a note; a snapshot is made
 * when it is asked for, in one pass, and is the same array until the next change.
 */
export class SortedView<T extends Keyed> {
  #items: readonly T[]
  readonly #pending = new Map<string, T | undefined>()

  /** `items` have to be in key order. */
  constructor(items: readonly T[]) {
    this.#items = items
  }

  /** Sets the item of `key`; undefined removes it. */
  set(key: string, item: T | undefined): void {
    this.#pending.set(key, item)
    if (this.#pending.size > Math.max(maxPending, this.#items.length / 2)) this.snapshot()
  }

  /** All items in key order. Never changed afterwards. */
  snapshot(): readonly T[] {
    if (this.#pending.size === 0) return this.#items
    this.#items = merge(this.#items, this.#pending)
    this.#pending.clear()
    return this.#items
  }

  /** The items whose keys begin with `prefix`. */
  range(prefix: string): readonly T[] {
    const items = this.snapshot()
    const start = indexOf(items, prefix)
    // Prefixed keys are neighbours; no key contains U+FFFF, so this bound lies after them all.
    const end = indexOf(items, `${prefix}\uffff`)
    return items.slice(start, end)
  }
}

function merge<T extends Keyed>(items: readonly T[], changes: ReadonlyMap<string, T | undefined>): T[] {
  const merged: T[] = []
  let from = 0
  for (const [key, item] of [...changes].sort(([a], [b]) => compareKeys(a, b))) {
    const to = indexOf(items, key, from)
    for (let at = from; at < to; at++) append(merged, items[at])
    append(merged, item)
    from = items[to]?.key === key ? to + 1 : to
  }
  for (let at = from; at < items.length; at++) append(merged, items[at])
  return merged
}

function append<T>(items: T[], item: T | undefined): void {
  if (item !== undefined) items.push(item)
}

/** The index of the first item whose key is not before `key`. */
function indexOf(items: readonly Keyed[], key: string, from = 0): number {
  let low = from
  let high = items.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareKeys(items[middle]?.key ?? key, key) < 0) low = middle + 1
    else high = middle
  }
  return low
}
