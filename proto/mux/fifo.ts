const initialSlots = 16

/**
 * A queue in a ring of slots, which grows and never moves otherwise: a queue that is filled and emptied all the time
 * must not be work for the garbage collector.
 */
export class Fifo<T> {
  #slots = emptySlots<T>(initialSlots)
  #head = 0
  #length = 0

  get length(): number {
    return this.#length
  }

  /** The oldest. */
  get first(): T | undefined {
    return this.#slots[this.#head]
  }

  /** The newest. */
  get last(): T | undefined {
    return this.#length === 0 ? undefined : this.#slots[this.#slot(this.#length - 1)]
  }

  push(item: T): void {
    if (this.#length === this.#slots.length) this.#grow()
    this.#slots[this.#slot(this.#length)] = item
    this.#length += 1
  }

  shift(): T | undefined {
    if (this.#length === 0) return undefined
    const item = this.#slots[this.#head]
    this.#slots[this.#head] = undefined
    this.#head = this.#slot(1)
    this.#length -= 1
    return item
  }

  /** Puts another in the place of the newest. */
  replaceLast(item: T): void {
    if (this.#length > 0) this.#slots[this.#slot(this.#length - 1)] = item
  }

  /** Takes all out, oldest first. */
  drain(): T[] {
    const items = [...this]
    this.#slots = emptySlots(initialSlots)
    this.#head = 0
    this.#length = 0
    return items
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let index = 0; index < this.#length; index += 1) yield this.#slots[this.#slot(index)] as T
  }

  /** The slot of the item at `index`; the number of slots is a power of two. */
  #slot(index: number): number {
    return (this.#head + index) & (this.#slots.length - 1)
  }

  #grow(): void {
    const items = [...this]
    this.#slots = [...items, ...emptySlots<T>(items.length)]
    this.#head = 0
  }
}

function emptySlots<T>(count: number): (T | undefined)[] {
  return Array.from<T | undefined>({ length: count })
}
