import type { LogFile } from './log-file.ts'
import { maxHeadBytes, parseLineTime } from './line-time.ts'

const blockBytes = 64 * 1024
/** How far back a line's time may be from the lines that belong to it. */
const lookBackBytes = 256 * 1024
const newline = 10

export interface TailOptions {
  /** Of the file, in bytes. */
  readonly size: number
  readonly lines: number
  readonly signal: AbortSignal
}

/**
 * Where the last `lines` lines of a file begin, read from its end in blocks. A last line without its end counts. Rejects with
 * the signal's reason: a file with few ends of lines is read for long.
 */
export async function findTail(file: LogFile, tail: TailOptions): Promise<number> {
  const { size, lines, signal } = tail
  if (lines <= 0) return size
  let missing = lines
  // The last byte, if it ends a line, ends the last one.
  for (let end = size - 1; end > 0; end -= blockBytes) {
    signal.throwIfAborted()
    const start = Math.max(0, end - blockBytes)
    const block = await file.readAt(start, end - start)
    for (let at = block.lastIndexOf(newline); at >= 0; at = at === 0 ? -1 : block.lastIndexOf(newline, at - 1)) {
      if (--missing === 0) return start + at + 1
    }
  }
  return 0
}

/** The last time that the lines before `offset` carry, among those that begin not too far from it. */
export async function timeBefore(file: LogFile, offset: number): Promise<number | undefined> {
  const start = Math.max(0, offset - lookBackBytes)
  const lines = linesOf(await file.readAt(start, offset - start), start === 0)
  for (const line of lines.reverse()) {
    const time = parseLineTime(line, Date.now())
    if (time !== undefined) return time
  }
  return undefined
}

/** Whether lines of the file carry times, by those at its beginning and at its end; true when it is empty. */
export async function carriesTimes(file: LogFile): Promise<boolean> {
  const size = await file.size()
  if (size === 0) return true
  const head = linesOf(await file.readAt(0, Math.min(size, blockBytes)), true)
  if (head.some((line) => parseLineTime(line, Date.now()) !== undefined)) return true
  return (await timeBefore(file, size)) !== undefined
}

/** The beginning of each line; without the first, where that may be a part of one. */
function linesOf(block: Buffer, isWhole: boolean): string[] {
  const lines: string[] = []
  for (let at = isWhole ? 0 : block.indexOf(newline) + 1; at < block.length;) {
    const end = block.indexOf(newline, at)
    const next = end < 0 ? block.length : end + 1
    lines.push(block.toString('latin1', at, Math.min(next, at + maxHeadBytes)))
    at = next
  }
  return lines
}
