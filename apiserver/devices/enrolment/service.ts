import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import { networkOf } from '../../limits/failure-limiter.ts'
import type { Enrolled, Enroller } from './enroller.ts'
import { addressOf, readIdentity } from './peer.ts'
import type { Peer } from './peer.ts'
import { isBadCredential, Refusal, toRefusal } from './refusal.ts'

export interface EnrolmentServiceOptions {
  readonly enroller: Pick<Enroller, 'enroll' | 'renew'>
  readonly timeoutMs: number
  /** Calls in progress at once. */
  readonly maxConcurrent: number
  /** Failures of one network within a minute that are answered as such. */
  readonly maxFailures: number
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly log: Logger
  /** Called once per call, with `ok` or the refusal's code. */
  readonly onResult: (call: string, result: string) => void
}

/** What an agent sends to enrol. */
export interface EnrolRequest {
  readonly token: string
  /** PKCS#10, PEM. */
  readonly certificateRequest: string
}

/**
 * Enrolment and renewal for any gateway: a deadline, a bound on concurrent calls, a bound on failures per network.
 * Methods reject with Refusal only.
 */
export class EnrolmentService {
  readonly #options: EnrolmentServiceOptions
  readonly #failures: FailureCounter
  #running = 0

  constructor(options: EnrolmentServiceOptions) {
    this.#options = options
    this.#failures = new FailureCounter(options.maxFailures)
  }

  enroll(peer: Peer, { token, certificateRequest }: EnrolRequest): Promise<Enrolled> {
    return this.#answer('enroll', peer, () => this.#options.enroller.enroll(token, certificateRequest))
  }

  /** The peer's own certificate may be missing: renewal also takes expired ones, which no handshake accepts. */
  renew(peer: Peer, certificateRequest: string): Promise<Enrolled> {
    const { enroller, now } = this.#options
    return this.#answer('renew', peer, () => enroller.renew(certificateRequest, readIdentity(peer, now())?.uid))
  }

  async #answer(call: string, peer: Peer, work: () => Promise<Enrolled>): Promise<Enrolled> {
    try {
      const enrolled = await this.#run(work)
      this.#options.onResult(call, 'ok')
      return enrolled
    } catch (error) {
      const refusal = this.#refuse(error, { call, address: addressOf(peer) })
      this.#options.onResult(call, refusal.code)
      throw refusal
    }
  }

  async #run<A>(work: () => Promise<A>): Promise<A> {
    const { maxConcurrent, timeoutMs } = this.#options
    if (this.#running >= maxConcurrent)
      throw new Refusal('unavailable', 'too many devices are enrolling; try again later')
    this.#running++
    // A call that missed its deadline still counts: it holds memory.
    const working = Promise.resolve()
      .then(work)
      .finally(() => this.#running--)
    return withTimeout(working, timeoutMs)
  }

  #refuse(error: unknown, source: { readonly call: string; readonly address: string }): Refusal {
    const { log } = this.#options
    const refusal = toRefusal(error)
    if (refusal !== error) log.error({ ...source, err: error }, 'enrolment call failed')
    if (!isBadCredential(refusal)) return refusal
    if (!this.#failures.count(source.address))
      return new Refusal('resource_exhausted', 'too many failed attempts from this address; wait a minute')
    log.warn({ ...source, reason: refusal.message }, 'credential refused')
    return refusal
  }
}

async function withTimeout<A>(work: Promise<A>, timeoutMs: number): Promise<A> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Refusal('deadline_exceeded', 'the server did not answer in time; try again later')),
      timeoutMs,
    )
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

const windowMs = 60_000
/** Networks that are remembered; the ones that failed longest ago are forgotten first. */
const maxNetworks = 10_000

/** Counts failed credentials by network. Valid credentials never pass through here, so they are never delayed. */
class FailureCounter {
  readonly #max: number
  readonly #failures = new LRUCache<string, { count: number }>({ max: maxNetworks, ttl: windowMs })

  constructor(max: number) {
    this.#max = max
  }

  /** Counts a failure of `address`; false when it has used up its failures for now. */
  count(address: string): boolean {
    const network = networkOf(address)
    const known = this.#failures.get(network) ?? { count: 0 }
    if (known.count === 0) this.#failures.set(network, known)
    known.count++
    return known.count <= this.#max
  }
}
