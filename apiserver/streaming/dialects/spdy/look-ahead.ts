/** How much further a connection may read each time, and in all. */
const stepBytes = 1024 * 1024
const maxBytes = 16 * stepBytes
/** What all connections together may. */
const defaultBudgetBytes = 128 * stepBytes

/** Bytes that connections share. */
export class LookAheadBudget {
  #freeBytes: number

  constructor(bytes = defaultBudgetBytes) {
    this.#freeBytes = bytes
  }

  /** As many of `bytes` as there are. */
  take(bytes: number): number {
    const taken = Math.min(bytes, this.#freeBytes)
    this.#freeBytes -= taken
    return taken
  }

  give(bytes: number): void {
    this.#freeBytes += bytes
  }
}

/**
 * How much more than its bounds say a connection may hold: SPDY as clients speak it has no flow control of its own, so a
 * stream that nobody takes anything of stops the whole connection, and the reset that would free it is stuck behind its
 * data. What is read further, a step at a time, comes from a budget, for that is memory.
 */
export class LookAhead {
  readonly #budget: LookAheadBudget
  #bytes = 0

  constructor(budget: LookAheadBudget) {
    this.#budget = budget
  }

  get bytes(): number {
    return this.#bytes
  }

  grow(): void {
    this.#bytes += this.#budget.take(Math.min(stepBytes, maxBytes - this.#bytes))
  }

  release(): void {
    this.#budget.give(this.#bytes)
    this.#bytes = 0
  }
}
