import { write } from 'node:fs'

/** Where lines go. */
export interface LineSink {
  /** Appends whole lines. Rejects with AppendError. Called again only when it has settled. */
  append(lines: Buffer): Promise<void>
  close(): Promise<void>
}

/** Only the first `writtenBytes` of what was to be appended were: what comes next has to go on there. */
export class AppendError extends Error {
  override readonly name = 'AppendError'
  readonly writtenBytes: number

  constructor(writtenBytes: number, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.writtenBytes = writtenBytes
  }
}

/** Calls `write`, which says how much it took, until all is written. Rejects with AppendError. */
export async function writeAll(bytes: Buffer, write: (rest: Buffer) => Promise<number>): Promise<void> {
  let writtenBytes = 0
  try {
    while (writtenBytes < bytes.length) writtenBytes += await write(bytes.subarray(writtenBytes))
  } catch (error) {
    throw new AppendError(writtenBytes, error)
  }
}

const stdoutFd = 1

/** The process's own output. Not through node's stream: that would stop the server while nobody reads. */
export function openStdout(): LineSink {
  return {
    append: (lines) => writeAll(lines, writeToStdout),
    close: async () => {},
  }
}

function writeToStdout(bytes: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    write(stdoutFd, bytes, (error, writtenBytes) => (error ? reject(error) : resolve(writtenBytes)))
  })
}
