import type { MuxClock } from '../../../proto/mux/clock.ts'

/** Bounds of streaming requests. Times in milliseconds, sizes in bytes. */
export interface StreamLimits {
  /** A session that moves nothing either way for this long is ended. */
  readonly idleMs: number
  /** A SPDY client creates its streams within this time after the 101. */
  readonly streamCreationMs: number
  /** How often the client is pinged; two unanswered pings are a dead client. */
  readonly keepaliveMs: number
  /** How long a client that has been sent everything may take to close its connection. */
  readonly lingerMs: number
  /** Output that waits for the client's connection; beyond it the device is not read. */
  readonly maxUnsentBytes: number
  /** Connections of one port-forward at a time; one more is reset, and logged. */
  readonly maxForwardedConnections: number
  /** Sessions that one user may have at a time; one more is refused with 429. */
  readonly maxSessionsPerUser: number
}

export const defaultStreamLimits: StreamLimits = {
  idleMs: 4 * 60 * 60 * 1000,
  streamCreationMs: 30_000,
  keepaliveMs: 30_000,
  lingerMs: 10 * 60 * 1000,
  maxUnsentBytes: 256 * 1024,
  maxForwardedConnections: 1024,
  maxSessionsPerUser: 256,
}

/** Time as streams see it; tests bring their own. The mux's system clock is one. */
export type StreamClock = Pick<MuxClock, 'now' | 'schedule'>
