import type { MuxClock } from './clock.ts'
import type { MuxLimits } from './limits.ts'
import { ProtocolError, toWireOffset } from './frame-codec.ts'
import type { WindowBudget } from './window-budget.ts'

/** A window that is read empty within this time, or two round trips, is too small for its reader. */
const quickMs = 50

export interface ReceiveWindowOptions {
  readonly budget: WindowBudget
  readonly limits: MuxLimits
  readonly clock: MuxClock
  /** Of the session, for a long link needs a larger window. */
  readonly rttMs: () => number | undefined
}

/** How much the peer may send on one channel. Offsets count bytes since the channel was opened. */
export class ReceiveWindow {
  readonly #options: ReceiveWindowOptions
  #size: number
  /** What the budget gave: never less than what the peer may have under way or we have unread. */
  #held: number
  #received = 0
  #read = 0
  #limit: number
  #advertisedAtMs: number
  #closing = false

  constructor(options: ReceiveWindowOptions) {
    this.#options = options
    this.#size = this.#held = this.#limit = options.budget.open()
    this.#advertisedAtMs = options.clock.now()
  }

  /** For the Open or OpenReply. */
  get initialBytes(): number {
    return this.#size
  }

  /** Throws ProtocolError when the peer had no credit for it. */
  receive(bytes: number): void {
    if (this.#received + bytes > this.#limit) throw new ProtocolError('data beyond its credit')
    this.#received += bytes
  }

  /** The reader took `bytes`; true when the peer should hear of it. */
  read(bytes: number): boolean {
    this.#read += bytes
    this.#shrink()
    if (this.#closing) this.#release()
    return !this.#closing && this.#read + this.#size - this.#limit >= this.#size / 4
  }

  /** The new limit, in the wire's form; grows the window first when its reader keeps up. */
  advertise(): number {
    this.#grow()
    this.#limit = Math.max(this.#limit, this.#read + this.#size)
    return toWireOffset(this.#limit)
  }

  /** No more will come; what is unread keeps its place in the budget. */
  close(): void {
    this.#closing = true
    this.#limit = this.#received
    this.#release()
  }

  /** What is unread was thrown away. */
  drop(): void {
    this.#read = this.#received
    this.close()
  }

  #grow(): void {
    const { budget, limits, clock, rttMs } = this.#options
    const now = clock.now()
    const quick = now - this.#advertisedAtMs <= Math.max(quickMs, 2 * (rttMs() ?? 0))
    this.#advertisedAtMs = now
    if (!quick || this.#received - this.#read > this.#size / 2 || budget.isShort) return
    const taken = budget.take(Math.min(this.#size, limits.maxChannelWindowBytes - this.#size))
    this.#size += taken
    this.#held += taken
  }

  /** Credit that was given cannot be taken back; reading without giving more is how a window gets smaller. */
  #shrink(): void {
    const { budget } = this.#options
    if (budget.isShort && this.#size > budget.fairBytes) this.#size = budget.fairBytes
    const excess = this.#held - Math.max(this.#size, this.#limit - this.#read)
    if (excess <= 0 || this.#closing) return
    this.#held -= excess
    budget.give(excess)
  }

  #release(): void {
    if (this.#held === 0 || this.#read < this.#received) return
    this.#options.budget.close(this.#held)
    this.#held = 0
  }
}
