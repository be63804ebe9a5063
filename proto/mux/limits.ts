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
