import type { MuxLimits } from './limits.ts'

const maxReserveBytes = 16 * 1024
/** A new window takes this part of what is left at most, so that hundreds that do nothing leave something to the next. */
const openingPart = 1 / 64

/**
 * Shares out the bytes that all receive windows of a session may have together. Every channel is sure of a
 * small part; what is above it comes from a common pool, first come first served, and goes back when the pool
 * runs dry.
 */
export class WindowBudget {
  readonly #limits: MuxLimits
  readonly #reserveBytes: number
  readonly #poolBytes: number
  #free: number
  #windows = 0

  constructor(limits: MuxLimits) {
    this.#limits = limits
    const { initialWindowBytes, maxWindowBytes, maxChannels } = limits
    this.#reserveBytes = Math.min(initialWindowBytes, maxReserveBytes, Math.floor(maxWindowBytes / (2 * maxChannels)))
    this.#poolBytes = maxWindowBytes - this.#reserveBytes * maxChannels
    this.#free = this.#poolBytes
  }

  /** All windows are in use, some perhaps by channels that ended and have unread bytes. */
  get isExhausted(): boolean {
    return this.#windows >= this.#limits.maxChannels
  }

  /** What one window may be while the pool is short. */
  get fairBytes(): number {
    return this.#reserveBytes + Math.floor(this.#poolBytes / Math.max(this.#windows, 1))
  }

  get isShort(): boolean {
    return this.#free < this.#poolBytes / 8
  }

  /** Bytes of a new window. */
  open(): number {
    this.#windows += 1
    const wantedBytes = this.#limits.initialWindowBytes - this.#reserveBytes
    return this.#reserveBytes + this.take(Math.min(wantedBytes, Math.floor(this.#free * openingPart)))
  }

  /** As many of `bytes` as the pool has. */
  take(bytes: number): number {
    const taken = Math.min(Math.max(bytes, 0), this.#free)
    this.#free -= taken
    return taken
  }

  give(bytes: number): void {
    this.#free += bytes
  }

  /** Takes back all that a window holds. */
  close(heldBytes: number): void {
    this.#windows -= 1
    this.#free += heldBytes - this.#reserveBytes
  }
}
