import { networkOf } from './failure-limiter.ts'

export interface LogLimiterOptions {
  /** Told when a minute is over how many lines of this network were left out; `others` are all that have no count of their own. */
  readonly report: (network: string, count: number) => void
  /** Lines of one network in a minute. Default 60. */
  readonly perNetwork?: number
  /** Lines of all networks together. Default 600. */
  readonly perMinute?: number
  /** Networks that are counted one by one. Default 100. */
  readonly maxNetworks?: number
  /** Default a minute. */
  readonly windowMs?: number
}

const others = 'others'

/**
 * Bounds what strangers can make the log grow by: the first lines of each network in a minute are written, the others
 * counted. Owns a timer while it counts, which keeps no process alive.
 */
export class LogLimiter {
  readonly #options: Required<LogLimiterOptions>
  readonly #counts = new Map<string, { lines: number; left: number }>()
  #lines = 0
  #timer: NodeJS.Timeout | undefined

  constructor(options: LogLimiterOptions) {
    this.#options = { perNetwork: 60, perMinute: 600, maxNetworks: 100, windowMs: 60_000, ...options }
  }

  /** Calls `write` unless this address, or all together, have had their lines. */
  run(address: string, write: () => void): void {
    const { perNetwork, perMinute, windowMs } = this.#options
    this.#timer ??= setTimeout(() => this.flush(), windowMs).unref()
    const count = this.#countOf(networkOf(address))
    if (count.lines >= perNetwork || this.#lines >= perMinute) {
      count.left++
      return
    }
    count.lines++
    this.#lines++
    write()
  }

  /** Ends the minute now. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#lines = 0
    const counts = [...this.#counts]
    this.#counts.clear()
    for (const [network, { left }] of counts) if (left > 0) this.#options.report(network, left)
  }

  #countOf(network: string): { lines: number; left: number } {
    const known = this.#counts.get(network)
    if (known !== undefined) return known
    const key = this.#counts.size < this.#options.maxNetworks ? network : others
    const count = this.#counts.get(key) ?? { lines: 0, left: 0 }
    this.#counts.set(key, count)
    return count
  }
}
