import type { FrameTransport } from '../../../proto/mux/transport.ts'
import type { Peer } from '../enrolment/peer.ts'
import type { Refusal } from '../enrolment/refusal.ts'
import type { ConnectionMethod } from '../sessions/directory.ts'

/**
 * A connection that an agent opened and that a gateway accepted: what connection admission needs of a transport. A gateway
 * implements this over its own kind of connection and hands it to ConnectionAdmission.accept, which calls either
 * `refuse`, or `open` and then perhaps `admitted`, each at most once.
 */
export interface AgentLine {
  readonly method: ConnectionMethod
  readonly peer: Peer
  /** Starts to carry frames. The frame transport owns the connection from here. */
  open(): FrameTransport
  /**
   * Ends the connection before it was opened: sends `lastFrame`, if there is one, then reports `refusal` in the
   * transport's own way (a status, a close code).
   */
  refuse(refusal: Refusal, lastFrame: Uint8Array | undefined): void
  /** The device is connected: lifts what holds back strangers. Returns a function to be called when the session has ended. */
  admitted(): () => void
}
