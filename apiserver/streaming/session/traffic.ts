import type { StreamClock } from './limits.ts'

/** Counts what a session carried, and knows when it last carried anything. Pings do not count. */
export class Traffic {
  readonly #clock: StreamClock
  #receivedBytes = 0
  #sentBytes = 0
  #lastActiveMs: number

  constructor(clock: StreamClock) {
    this.#clock = clock
    this.#lastActiveMs = clock.now()
  }

  /** Bytes of stdin and resize messages. */
  get receivedBytes(): number {
    return this.#receivedBytes
  }

  /** Bytes of stdout and stderr. */
  get sentBytes(): number {
    return this.#sentBytes
  }

  /** By the clock that the counter was made with. */
  get lastActiveMs(): number {
    return this.#lastActiveMs
  }

  received(bytes: number): void {
    this.#receivedBytes += bytes
    this.#lastActiveMs = this.#clock.now()
  }

  sent(bytes: number): void {
    this.#sentBytes += bytes
    this.#lastActiveMs = this.#clock.now()
  }
}
