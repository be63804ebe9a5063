import type { Channel, IncomingChannel } from './channel.ts'
import type { MuxClock } from './clock.ts'
import type { Goodbye } from './goodbye.ts'
import type { MuxLimits } from './limits.ts'
import type { FrameTransport } from './transport.ts'

export type { Goodbye, GoodbyeCode } from './goodbye.ts'

/** What the server tells the agent about the connection. */
export interface MuxSettings {
  /** A ping goes out when nothing was received for this long. */
  readonly heartbeatMs: number
  /** How long each side keeps a lost session; 0 not at all. */
  readonly resumeMs: number
}

export interface MuxSessionOptions {
  /** Which side this is: agents give odd channel ids, servers even ones. */
  readonly side: 'agent' | 'server'
  /** A transport whose handshake is over; the session owns it from here. */
  readonly transport: FrameTransport
  readonly settings: MuxSettings
  readonly limits?: Partial<MuxLimits>
  readonly clock?: MuxClock
  /** Called for each channel that the peer asks for; without it all are refused as unsupported. */
  readonly onOpen?: (incoming: IncomingChannel) => void
}

/** How a session ended. */
export interface SessionEnd {
  readonly by: 'us' | 'peer' | 'transport'
  /** What was said at the end, by whoever ended it. */
  readonly goodbye?: Goodbye
  /** Why the transport failed. */
  readonly error?: Error
}

/** Many channels over one transport, until either side says goodbye or falls silent. */
export class MuxSession {
  readonly closed: Promise<SessionEnd>

  constructor(options: MuxSessionOptions) {
    void options
    throw new Error('under construction')
  }

  /** Channels open, or asked for and not yet answered. */
  get channelCount(): number {
    return 0
  }

  /** The last measured round trip in milliseconds; undefined before the first. */
  get rttMs(): number | undefined {
    return undefined
  }

  /**
   * Asks the peer for a channel; resolves when it said yes. Rejects with MuxError: the peer's refusal,
   * `too-many` at the limit, `unavailable` when the session is over, `cancelled` when `signal` aborts
   * (the peer is then told).
   */
  open(request: Uint8Array, signal: AbortSignal): Promise<Channel> {
    void request
    void signal
    throw new Error('under construction')
  }

  /** Takes new settings into use; the server also sends them to the agent. */
  applySettings(settings: MuxSettings): void {
    void settings
  }

  /** Says goodbye, fails all channels, ends the transport; resolves when it is gone, after 2 s at most. Idempotent. */
  close(goodbye: Goodbye): Promise<void> {
    void goodbye
    throw new Error('under construction')
  }
}
