import { LRUCache } from 'lru-cache'
import { networkOf } from '../../../limits/network-of.ts'

const windowMs = 60_000
/** Networks that are remembered; the ones that failed longest ago are forgotten first. */
const maxNetworks = 10_000

/** Counts failed credentials by network. Good ones are never looked up here, so that they are never delayed. */
export class FailureCounter {
  readonly #max: number
  readonly #failures = new LRUCache<string, { count: number }>({ max: maxNetworks, ttl: windowMs })

  /** `max` failures within a minute are answered as such. */
  constructor(max: number) {
    this.#max = max
  }

  /** Counts a failure of `address`; false when it had too many already. */
  count(address: string): boolean {
    const network = networkOf(address)
    const known = this.#failures.get(network) ?? { count: 0 }
    if (known.count === 0) this.#failures.set(network, known)
    known.count++
    return known.count <= this.#max
  }
}
