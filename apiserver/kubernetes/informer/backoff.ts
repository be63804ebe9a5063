import { setTimeout as delay } from 'node:timers/promises'

export interface BackoffOptions {
  readonly firstMs: number
  readonly maxMs: number
  /** From 0 to 1. */
  readonly random?: () => number
}

/** Doubling pauses, each between half of its length and all of it. */
export class Backoff {
  readonly #options: BackoffOptions
  #nextMs: number

  constructor(options: BackoffOptions) {
    this.#options = options
    this.#nextMs = options.firstMs
  }

  reset(): void {
    this.#nextMs = this.#options.firstMs
  }

  /** Resolves after the next pause, or as soon as `signal` is aborted. Keeps no process alive. */
  async pause(signal: AbortSignal): Promise<void> {
    const { maxMs, random = Math.random } = this.#options
    const pauseMs = this.#nextMs * (0.5 + random() / 2)
    this.#nextMs = Math.min(maxMs, this.#nextMs * 2)
    await delay(pauseMs, undefined, { signal, ref: false }).catch(() => undefined)
  }
}
