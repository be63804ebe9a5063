/**
 * Carries encoded frames, whole and in order, between two peers. A gRPC stream is one.
 * The mux knows nothing else of what is below it.
 */
export interface FrameTransport {
  /**
   * False asks the sender to wait for `drain`; the frame itself is taken in either case. The bytes stay as they are
   * until the peer has acknowledged the frame and `onReleased` was called; a transport that holds them longer than it
   * knows just never calls it.
   */
  send(frame: Uint8Array, onReleased?: () => void): boolean
  /** Sets who hears of what arrives; frames that came before are delivered then, in order. */
  listen(listener: FrameListener): void
  /**
   * Ends the transport after what was sent; idempotent. `fault` says what the peer did wrong: a transport that can, ends
   * with an error for it.
   */
  close(fault?: string): void
}

/** What a transport tells the one above it. */
export interface FrameListener {
  frame(frame: Uint8Array): void
  drain(): void
  /** Once, and nothing after it. Without an error: the peer ended the transport in order. */
  closed(error?: Error): void
}
