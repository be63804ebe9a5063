import { writeSync } from 'node:fs'

/** Where pino puts its lines. */
export interface LogOutput {
  write(line: string): void
}

/**
 * Writes lines to a file descriptor, each when it comes, so that a crash loses none. A disk that is full, or a reader that left,
 * loses lines and stops nothing: how many were lost is said as soon as one can be written again. pino's own destination
 * throws then, where nobody catches it.
 */
export function openLogOutput(fd: number, writeSome: typeof writeBytes = writeBytes): LogOutput {
  let lostLines = 0
  let isBroken = false
  return {
    write: (line) => {
      // What was written in part must not swallow the next line.
      const text = Buffer.from(`${isBroken ? '\n' : ''}${lostLines > 0 ? toLossLine(lostLines) : ''}${line}`)
      let written = 0
      try {
        while (written < text.length) written += writeSome(fd, text.subarray(written))
        lostLines = 0
        isBroken = false
      } catch {
        lostLines += 1
        isBroken ||= written > 0
      }
    },
  }
}

function writeBytes(fd: number, bytes: Uint8Array): number {
  return writeSync(fd, bytes)
}

function toLossLine(lostLines: number): string {
  return `${JSON.stringify({ level: 40, time: Date.now(), lostLines, msg: 'the log could not be written for a while' })}\n`
}
