export interface BackoffOptions {
  /** The longest first delay. */
  readonly baseMs: number
  readonly maxMs: number
  /**
   * The least part of a delay that is not left to chance, from 0 to 1. At 0 ("full jitter") thousands of agents that lost
   * one server come back as a slope, not as a wall.
   */
  readonly fixed: number
  /** From 0 up to 1. */
  readonly random: () => number
}

/** Delays that double from failure to failure. */
export class Backoff {
  readonly #options: BackoffOptions
  #failures = 0

  constructor(options: BackoffOptions) {
    this.#options = options
  }

  /** How long to wait after one more failure. */
  nextMs(): number {
    const { baseMs, maxMs, fixed, random } = this.#options
    const ceilingMs = Math.min(maxMs, baseMs * 2 ** this.#failures)
    if (ceilingMs < maxMs) this.#failures++
    return Math.round(ceilingMs * (fixed + (1 - fixed) * random()))
  }

  reset(): void {
    this.#failures = 0
  }
}
