import type { Logger } from '../logging/log.ts'
import type { AgentClock } from './clock.ts'
import type { Outcome } from './outcome.ts'

/** One connection, from the first try to its end. */
export interface Attempt {
  readonly outcome: Outcome
  /** How long the session lasted; 0 when none came about. */
  readonly connectedMs: number
}

interface KeepConnectedOptions {
  /** Connects, and resolves when that is over, one way or another; rejects only when `signal` aborted. */
  readonly attempt: (signal: AbortSignal) => Promise<Attempt>
  readonly clock: AgentClock
  /** From 0 up to 1. */
  readonly random: () => number
  readonly log: Logger
  readonly signal: AbortSignal
}

/** A connection that lasted so long was a good one: the next failure is the first again. */
const stableMs = 10_000

const advice: Readonly<Record<Outcome['kind'], string>> = {
  lost: 'not connected; will keep trying',
  replaced:
    'replaced by another connection of this device; if this disk was cloned, give one of the copies a token of its own',
  refused: 'the server does not accept this device; create a new token for it and run `arhat join --force`',
}

/** Connects again and again until `signal` aborts; resolves then. Logs each state once, however long it lasts. */
export async function keepConnected(options: KeepConnectedOptions): Promise<void> {
  const { attempt, clock, log, signal } = options
  const backoffs = makeBackoffs(options.random)
  let reported: Outcome['kind'] | undefined
  while (!signal.aborted) {
    const attempted = await attempt(signal).catch(ifAborted(signal))
    if (!attempted || signal.aborted) return
    const { outcome, connectedMs } = attempted
    if (connectedMs >= stableMs) {
      reported = undefined
      for (const backoff of Object.values(backoffs)) backoff.reset()
    }
    const delayMs = backoffs[outcome.kind].nextMs()
    const fields = { reason: outcome.reason, retryInMs: delayMs }
    if (outcome.kind === reported) log.debug(fields, advice[outcome.kind])
    else log.warn(fields, advice[outcome.kind])
    reported = outcome.kind
    await clock.sleep(delayMs, signal).catch(ifAborted(signal))
  }
}

function makeBackoffs(random: () => number): Record<Outcome['kind'], Backoff> {
  return {
    lost: new Backoff({ baseMs: 500, maxMs: 30_000, fixed: 0, random }),
    replaced: new Backoff({ baseMs: 10_000, maxMs: 300_000, fixed: 0.5, random }),
    refused: new Backoff({ baseMs: 15_000, maxMs: 300_000, fixed: 0.5, random }),
  }
}

function ifAborted(signal: AbortSignal): (error: unknown) => undefined {
  return (error) => {
    if (!signal.aborted) throw error
    return undefined
  }
}

interface BackoffOptions {
  /** The longest first delay. */
  readonly baseMs: number
  readonly maxMs: number
  /**
   * The least part of a delay that is not left to chance, from 0 to 1. At 0 ("full jitter") thousands of agents that lost
   * one server come back as a slope, not as a wall.
   */
  readonly fixed: number
  /** From 0 up to 1. */
  readonly random: () => number
}

/** Delays that double from failure to failure. */
export class Backoff {
  readonly #options: BackoffOptions
  #failures = 0

  constructor(options: BackoffOptions) {
    this.#options = options
  }

  /** How long to wait after one more failure. */
  nextMs(): number {
    const { baseMs, maxMs, fixed, random } = this.#options
    const ceilingMs = Math.min(maxMs, baseMs * 2 ** this.#failures)
    if (ceilingMs < maxMs) this.#failures++
    return Math.round(ceilingMs * (fixed + (1 - fixed) * random()))
  }

  reset(): void {
    this.#failures = 0
  }
}
