import type { Readable, Writable } from 'node:stream'
import type { MuxError } from './errors.ts'

/**
 * One end of a channel: several byte streams each way, control messages, and an
 * orderly end. All streams of a channel share one credit window per direction.
 *
 * Whoever holds a channel owns it and ends it exactly once, by `finish` or `reset`;
 * both are idempotent, and the first one counts.
 */
export interface Channel {
  readonly id: number
  /**
   * Bytes from the peer on stream number `stream`. Ends at the peer's half-close; is
   * destroyed with a {@link MuxError} when the channel is reset or the session lost.
   * Credit goes back to the peer as this is read, so that not reading stops the peer.
   */
  readable(stream: number): Readable
  /**
   * Bytes to the peer on stream number `stream`; `end()` half-closes it. A write's callback
   * comes when credit allowed the bytes to be sent, so `pipe` and `pipeline` are bounded.
   * Destroying it with an error before its end resets the channel, for the peer must not take
   * a cut for an end. What is written after the work is done goes nowhere, without an error.
   */
  writable(stream: number): Writable
  /** Sends an encoded ControlMessage (1 KiB at most, else throws MuxError `invalid`) ahead of all waiting data. */
  control(message: Uint8Array): void
  /**
   * Called for each control message of the peer, in order; those before the call are kept. Of more
   * than 64 that wait, here or to be sent, the last gives way to the next.
   */
  onControl(listener: (message: Uint8Array) => void): void
  /**
   * Sends an orderly end after all data written before. The peer's `ended` resolves with `result`.
   * Of the side that accepted the channel it is the end of the work: the opener answers by itself,
   * and drops what it has not sent. Of the opener it only says that it sends no more.
   */
  finish(result?: Uint8Array): void
  /** Ends the channel at once, both ways; data under way is dropped. */
  reset(reason: MuxError): void
  /**
   * How the channel ended; never rejects. `finished` after the peer's `finish` (its data is all
   * readable by then, though perhaps not read yet), else `failed` with the reason, whoever gave it.
   */
  readonly ended: Promise<ChannelEnd>
}

/** How a channel ended. */
export type ChannelEnd =
  { readonly kind: 'finished'; readonly result: Uint8Array } | { readonly kind: 'failed'; readonly error: MuxError }

/** A channel that the peer asks for. Answer with exactly one of `accept` and `refuse`. */
export interface IncomingChannel {
  readonly id: number
  /** An encoded SessionRequest. */
  readonly request: Uint8Array
  /** Aborted when the peer gave up, or the session ended, before the answer. */
  readonly signal: AbortSignal
  accept(): Channel
  refuse(reason: MuxError): void
}
