import type { Writable } from 'node:stream'

/** Where a log comes from. */
export interface LogSource {
  /** Rejects with MuxError when it can not be read as asked for. Leaves nothing open. */
  check(signal: AbortSignal): Promise<void>
  /**
   * Writes it to `sink`, without ending that. Resolves when all was written; rejects with MuxError when some of it can not
   * be, or with the signal's reason when the client is gone. Leaves nothing open.
   */
  write(sink: Writable, signal: AbortSignal): Promise<void>
}
