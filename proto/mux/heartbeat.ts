import type { MuxClock } from './clock.ts'

export interface HeartbeatOptions {
  readonly clock: MuxClock
  /** When something was last received, by the clock. */
  readonly receivedAtMs: () => number
  readonly sendPing: (nonce: number) => void
  /** Two pings in a row had no answer of any kind. */
  readonly onDead: () => void
  /** Silence before a ping, in milliseconds. */
  readonly intervalMs: number
  /**
   * Part of an interval that this side waits longer than the other. The sides differ in it, so that one of
   * them asks and the other only answers.
   */
  readonly patience: number
}

/**
 * Asks a silent peer for a sign of life: after one interval of silence, again after one and a half, and gives
 * it up after two. One timer, which is never touched by what is received.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions
  #intervalMs: number
  #cancel: (() => void) | undefined
  /** Pings since something was last received. */
  #asked = 0
  #askedAtMs = 0
  #nonce = 0
  #nonceAtMs: number | undefined
  #dueAtMs = 0

  constructor(options: HeartbeatOptions) {
    this.#options = options
    this.#intervalMs = options.intervalMs
  }

  /** Starts, or starts anew with another interval. */
  start(intervalMs = this.#intervalMs): void {
    this.#intervalMs = intervalMs
    this.#asked = 0
    this.#arm(this.#options.receivedAtMs() + this.#firstMs)
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  /** Sends a ping now, to measure the round trip. */
  ping(): void {
    this.#nonce = (this.#nonce + 1) % 2 ** 32
    this.#nonceAtMs = this.#options.clock.now()
    this.#options.sendPing(this.#nonce)
  }

  /** The round trip in milliseconds; undefined for an answer to another ping than the last. */
  pong(nonce: number): number | undefined {
    if (nonce !== this.#nonce || this.#nonceAtMs === undefined) return undefined
    const rttMs = this.#options.clock.now() - this.#nonceAtMs
    this.#nonceAtMs = undefined
    return rttMs
  }

  get #firstMs(): number {
    return this.#intervalMs * (1 + this.#options.patience)
  }

  #arm(dueAtMs: number): void {
    this.stop()
    this.#dueAtMs = dueAtMs
    const delayMs = Math.max(dueAtMs - this.#options.clock.now(), 0)
    this.#cancel = this.#options.clock.schedule(() => this.#check(), delayMs)
  }

  #check(): void {
    const now = this.#options.clock.now()
    const receivedAtMs = this.#options.receivedAtMs()
    if (this.#asked > 0 && receivedAtMs >= this.#askedAtMs) this.#asked = 0
    const stepMs = (2 * this.#intervalMs - this.#firstMs) / 2
    if (this.#asked === 0 && now < receivedAtMs + this.#firstMs) return this.#arm(receivedAtMs + this.#firstMs)
    // This process itself stood still: what came meanwhile has not been read yet.
    if (this.#asked > 0 && now - this.#dueAtMs > stepMs) return this.#arm(now + stepMs)
    if (this.#asked === 2) return this.#options.onDead()
    this.#ask(now, stepMs)
  }

  #ask(now: number, stepMs: number): void {
    if (this.#asked === 0) this.#askedAtMs = now
    this.#asked += 1
    this.ping()
    this.#arm(now + stepMs)
  }
}
