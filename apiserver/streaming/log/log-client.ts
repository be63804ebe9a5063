import type { Writable } from 'node:stream'

/** Who reads a log, whichever way. It has been answered 200 or 101. */
export interface LogClient {
  /** Takes what the client keeps up with, and little more. */
  readonly output: Writable
  /** Whether the connection is gone, rather than about to be ended by us. */
  isGone(): boolean
  /** The log is complete: resolves when the client has it, or is gone. Never rejects. */
  finish(): Promise<void>
  /** The log is not complete, which the client can see. Resolves when the connection is gone. */
  cut(reason: string): Promise<void>
  /** Drops the connection, unless it is finished. */
  drop(): void
}
