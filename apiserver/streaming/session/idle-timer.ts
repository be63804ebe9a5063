import type { StreamClock } from './limits.ts'
import type { Traffic } from './traffic.ts'

export interface IdleTimerOptions {
  readonly clock: StreamClock
  readonly traffic: Traffic
  readonly idleMs: number
}

/** Tells when nothing has moved for too long. Looks at the traffic when it might be so, instead of at every byte. */
export class IdleTimer {
  /** Resolves when the time is over; never if `stop` comes first. */
  readonly expired: Promise<void>
  readonly #options: IdleTimerOptions
  #expire: () => void = () => {}
  #cancel: () => void

  constructor(options: IdleTimerOptions) {
    this.#options = options
    this.expired = new Promise((resolve) => {
      this.#expire = resolve
    })
    this.#cancel = this.#schedule(options.idleMs)
  }

  stop(): void {
    this.#cancel()
  }

  #schedule(delayMs: number): () => void {
    return this.#options.clock.schedule(() => this.#check(), delayMs)
  }

  #check(): void {
    const { clock, traffic, idleMs } = this.#options
    const remainingMs = traffic.lastActiveMs + idleMs - clock.now()
    if (remainingMs <= 0) this.#expire()
    else this.#cancel = this.#schedule(remainingMs)
  }
}
