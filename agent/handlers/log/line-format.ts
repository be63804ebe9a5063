import { maxHeadBytes, parseLineTime } from './line-time.ts'

const newline = 10

export interface LineFormatOptions {
  /** Puts each line's time before it, as RFC 3339 in UTC, and a blank. */
  readonly timestamps: boolean
  /** Drops lines that are older: milliseconds since the epoch. */
  readonly sinceMs: number | undefined
  /** The time of the line before the first, if known. */
  readonly lastTime: number | undefined
}

/**
 * Looks at the beginning of each line for its time, and passes the rest through, however long it is. A line that has
 * none (the lines of a stack trace) goes with the one before; one without any before it is passed as it is.
 */
export class LineFormat {
  readonly #options: LineFormatOptions
  #lastTime: number | undefined
  /** The beginning of a line whose time is not known yet. */
  #head = Buffer.alloc(0)
  /** Whether we are past the beginning of a line, and whether that line is shown. */
  #inLine = false
  #shown = true

  constructor(options: LineFormatOptions) {
    this.#options = options
    this.#lastTime = options.lastTime
  }

  /** What of the log so far can be shown. */
  push(chunk: Buffer): Buffer {
    const bytes = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk])
    this.#head = Buffer.alloc(0)
    const out: Buffer[] = []
    let at = 0
    while (at < bytes.length) at = this.#inLine ? this.#passLine(bytes, at, out) : this.#beginLine(bytes, at, out)
    return join(out)
  }

  /** The rest, when the log is over. */
  flush(): Buffer {
    const out: Buffer[] = []
    if (this.#head.length > 0) this.#showHead(this.#head, out)
    this.#head = Buffer.alloc(0)
    return join(out)
  }

  /** The position after what was dealt with. */
  #passLine(bytes: Buffer, at: number, out: Buffer[]): number {
    const end = bytes.indexOf(newline, at)
    const next = end < 0 ? bytes.length : end + 1
    if (this.#shown) out.push(bytes.subarray(at, next))
    this.#inLine = end < 0
    return next
  }

  #beginLine(bytes: Buffer, at: number, out: Buffer[]): number {
    const end = bytes.indexOf(newline, at)
    if (end < 0 && bytes.length - at < maxHeadBytes) {
      this.#head = Buffer.from(bytes.subarray(at))
      return bytes.length
    }
    const next = end < 0 ? bytes.length : end + 1
    this.#showHead(bytes.subarray(at, next), out)
    this.#inLine = end < 0
    return next
  }

  #showHead(line: Buffer, out: Buffer[]): void {
    const { timestamps, sinceMs } = this.#options
    this.#lastTime =
      parseLineTime(line.toString('latin1', 0, Math.min(line.length, maxHeadBytes)), Date.now()) ?? this.#lastTime
    const time = this.#lastTime
    this.#shown = sinceMs === undefined || time === undefined || time >= sinceMs
    if (!this.#shown) return
    if (timestamps && time !== undefined) out.push(Buffer.from(`${new Date(time).toISOString()} `))
    out.push(line)
  }
}

function join(out: readonly Buffer[]): Buffer {
  const [first] = out
  return first && out.length === 1 ? first : Buffer.concat(out)
}
