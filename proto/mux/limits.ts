import type { aranya } from '../gen/agent.js'

/** What one session may use at most. All are per session and per side. */
export interface MuxLimits {
  /** Channels open or asked for at once, by either side. More are refused with `too-many`. */
  readonly maxChannels: number
  /** Bytes of all receive windows together: what readers that do not read can make this side hold. */
  readonly maxWindowBytes: number
  /** Bytes of one channel's receive window, which it reaches while its reader keeps up. */
  readonly maxChannelWindowBytes: number
  /** Bytes of a channel's receive window when it opens. */
  readonly initialWindowBytes: number
  /** Bytes sent and not yet acknowledged: what is kept for repetition, and what the link may hold. */
  readonly maxInFlightBytes: number
  /** Bytes of an encoded SessionRequest or SessionResult. */
  readonly maxMessageBytes: number
  /** Bytes of an encoded ControlMessage. */
  readonly maxControlBytes: number
  /** Control messages of a channel that wait, each way. */
  readonly maxControlMessages: number
}

const KIB = 1024
const MIB = 1024 * KIB

export const defaultMuxLimits: MuxLimits = {
  maxChannels: 1536,
  maxWindowBytes: 8 * MIB,
  maxChannelWindowBytes: 4 * MIB,
  initialWindowBytes: 64 * KIB,
  maxInFlightBytes: 8 * MIB,
  maxMessageBytes: 48 * KIB,
  maxControlBytes: KIB,
  maxControlMessages: 64,
}

/** An encoded frame; the wire's own limit, not to be configured. */
export const maxFrameBytes = 64 * KIB

/** Streams of one channel are numbered below this. */
export const maxStreams = 4

/** What the server tells the agent about the connection. */
export interface MuxSettings {
  /** A ping goes out when nothing was received for this long. */
  readonly heartbeatMs: number
  /** How long each side keeps a lost session; 0 not at all. */
  readonly resumeMs: number
}

const defaultHeartbeatMs = 30_000

/** What a timer can wait for, and what a peer can do to us with a wrong number. */
const minHeartbeatMs = 100

const maxHeartbeatMs = 3_600_000

export function toWireSettings(settings: MuxSettings): aranya.agent.v1.Settings.$Properties {
  return { heartbeatMilliseconds: settings.heartbeatMs, resumeMilliseconds: settings.resumeMs }
}

/** Absent settings are 30 s and no resumption; a heartbeat is kept between 100 ms and an hour. */
export function fromWireSettings(settings: aranya.agent.v1.Settings.$Properties | null | undefined): MuxSettings {
  const wanted = settings?.heartbeatMilliseconds || defaultHeartbeatMs
  return {
    heartbeatMs: Math.min(Math.max(wanted, minHeartbeatMs), maxHeartbeatMs),
    resumeMs: settings?.resumeMilliseconds ?? 0,
  }
}
