import type { Writable } from 'node:stream'
import type { aranya } from '../../../proto/gen/agent.js'
import { MuxError } from '../../../proto/mux/errors.ts'

/** How a log is to be read. */
export interface LogOptions {
  readonly follow: boolean
  readonly previous: boolean
  readonly timestamps: boolean
  readonly tailLines: number | undefined
  readonly limitBytes: number | undefined
  /** Milliseconds since the epoch, by this device's clock. */
  readonly sinceMs: number | undefined
}

/** Throws MuxError `invalid`. */
export function readLogOptions(request: aranya.agent.v1.LogRequest.$Properties): LogOptions {
  const sinceTime = request.sinceTimeMilliseconds ?? undefined
  const seconds = count('since_seconds', request.sinceSeconds)
  return {
    // What is over does not grow.
    follow: (request.follow ?? false) && !(request.previous ?? false),
    previous: request.previous ?? false,
    timestamps: request.timestamps ?? false,
    tailLines: count('tail_lines', request.tailLines),
    limitBytes: count('limit_bytes', request.limitBytes),
    sinceMs: seconds === undefined ? sinceTime : Date.now() - seconds * 1000,
  }
}

function count(name: string, value: number | null | undefined): number | undefined {
  if (value === null || value === undefined) return undefined
  if (value >= 0) return value
  throw new MuxError('invalid', `${name} is not a number of at least 0`)
}

/** Whether lines have to be looked into for their time. */
export function needsTimes({ timestamps, sinceMs }: LogOptions): boolean {
  return timestamps || sinceMs !== undefined
}

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
