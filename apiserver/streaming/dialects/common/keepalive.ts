import type { StreamClock } from '../../session/limits.ts'

export interface KeepaliveOptions {
  readonly clock: StreamClock
  readonly intervalMs: number
  /** Sends a ping; called once an interval, and more often while we do not read. */
  readonly ping: (reading: boolean) => void
  /** Whether the connection is being read just now; while it is not, silence says nothing about the client. */
  readonly isReading: () => boolean
  /** Called once, when the client is dead. */
  readonly onDead: () => void
}

const maxMissed = 2
/** For clients that may have stopped reading, as in `kubectl exec … | less`, and so do not see our pings. */
const maxMissedBySlowReader = 20
/**
 * While we do not read, a close by the client shows only in what we write to it. This also keeps kubectl's own
 * deadline away, which is 61 s without a pong.
 */
const notReadingIntervalMs = 2000

/**
 * Notices a client that is gone without having said so: pings it, and counts the intervals in which nothing came
 * back. A client that pings by itself (kubectl since 1.21) does so whatever it reads, so its silence is death. One
 * that does not, and has been sent output since it was last heard, may just be slow: it gets ten times as long.
 */
export class Keepalive {
  readonly #options: KeepaliveOptions
  #heard = true
  #sentSinceHeard = false
  #pingsByItself = false
  #missed = 0
  #sinceTickMs = 0
  #cancel: (() => void) | undefined

  constructor(options: KeepaliveOptions) {
    this.#options = options
    this.#schedule()
  }

  /** Something came from the client. */
  heard(): void {
    this.#heard = true
    this.#sentSinceHeard = false
  }

  /** A ping of the client's own came. */
  heardPing(): void {
    this.heard()
    this.#pingsByItself = true
  }

  /** Output went to the client. */
  sent(): void {
    this.#sentSinceHeard = true
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  #schedule(): void {
    const stepMs = Math.min(notReadingIntervalMs, this.#options.intervalMs)
    this.#cancel = this.#options.clock.schedule(() => this.#step(stepMs), stepMs)
  }

  #step(stepMs: number): void {
    this.#sinceTickMs += stepMs
    if (!this.#options.isReading()) return this.#keepTrying()
    if (this.#sinceTickMs >= this.#options.intervalMs) return this.#tick()
    this.#schedule()
  }

  #keepTrying(): void {
    this.#heard = true
    this.#missed = 0
    this.#options.ping(false)
    this.#schedule()
  }

  #tick(): void {
    this.#sinceTickMs = 0
    this.#missed = this.#heard ? 0 : this.#missed + 1
    this.#heard = false
    if (this.#missed >= this.#allowedMisses()) return this.#options.onDead()
    this.#options.ping(true)
    this.#schedule()
  }

  #allowedMisses(): number {
    return this.#sentSinceHeard && !this.#pingsByItself ? maxMissedBySlowReader : maxMissed
  }
}
