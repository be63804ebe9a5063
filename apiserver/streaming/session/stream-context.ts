import type { Logger } from 'pino'
import { ApiError } from '../../api/meta/errors.ts'
import type { LookAheadBudget } from '../dialects/spdy/look-ahead.ts'
import type { DeviceDialer } from './device-dialer.ts'
import type { StreamClock, StreamLimits } from './limits.ts'
import type { StreamMetrics } from './metrics.ts'

/** What all connectors share. */
export interface StreamContext {
  readonly dialer: DeviceDialer
  readonly log: Logger
  readonly limits: StreamLimits
  readonly clock: StreamClock
  readonly sessions: UserSessions
  readonly metrics: StreamMetrics
  readonly lookAhead: LookAheadBudget
}

const retryAfterSeconds = 5

/** Counts the sessions of each user, so that nobody takes more than a share. */
export class UserSessions {
  readonly #max: number
  readonly #counts = new Map<string, number>()

  constructor(options: { max: number }) {
    this.#max = options.max
  }

  /** Takes a place; the answer gives it back, once. Throws ApiError 429 when the user has all there are for one. */
  take(user: string): () => void {
    const count = this.#counts.get(user) ?? 0
    if (count >= this.#max) {
      throw new ApiError(
        'TooManyRequests',
        `user ${JSON.stringify(user)} has ${count} sessions open, which is the limit`,
        {
          retryAfterSeconds,
        },
      )
    }
    this.#counts.set(user, count + 1)
    let taken = true
    return () => {
      if (taken) this.#giveBack(user)
      taken = false
    }
  }

  #giveBack(user: string): void {
    const count = (this.#counts.get(user) ?? 1) - 1
    if (count > 0) this.#counts.set(user, count)
    else this.#counts.delete(user)
  }
}
