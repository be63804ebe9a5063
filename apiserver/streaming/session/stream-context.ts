import type { Logger } from 'pino'
import type { StreamClock } from './clock.ts'
import type { DeviceDialer } from './device-dialer.ts'
import type { StreamLimits } from './limits.ts'
import type { StreamMetrics } from './metrics.ts'
import type { LookAheadBudget } from '../dialects/spdy/look-ahead.ts'
import type { UserSessions } from './user-sessions.ts'

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
