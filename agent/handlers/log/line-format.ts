const newline = 10

interface LineFormatOptions {
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

/** How much of a line is looked at for its time. */
export const maxHeadBytes = 512

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const dayMs = 24 * 60 * 60 * 1000

/** RFC 3339 and its relatives: a blank for the T, slashes for dashes, a comma before the fraction, no zone. */
const iso =
  /^(?:<\d{1,3}>(?:\d )?|\[)?(\d{4})([-/])(\d\d)\2(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\d* ?(Z|UTC|[+-]\d\d:?\d\d(?!\d))?/i
/** RFC 3164: `Nov  2 08:09:10`, which tells neither year nor zone. */
const syslog = /^(?:<\d{1,3}>)?([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\d* /
/** The common log format of web servers. */
const common = /^[^"]{0,256}?\[(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-]\d{4})\]/
/** One object of JSON a line; a number is seconds or milliseconds since the epoch. */
const json = /^\s*\{.*?"(?:time|ts|timestamp|@timestamp)"\s*:\s*(?:"([^"\\]*)"|(\d+(?:\.\d+)?))/

/**
 * The time that a line begins with, in milliseconds since the epoch; undefined when none is recognised. `head` is the
 * beginning of the line, one character a byte. A time without a zone is the device's local time.
 */
export function parseLineTime(head: string, now: number): number | undefined {
  const first = head.charCodeAt(0)
  if (first === openBrace) return parseJson(head)
  const time = parseIso(head) ?? parseSyslog(head, now) ?? parseCommon(head)
  return time === undefined || Number.isNaN(time) ? undefined : time
}

const openBrace = 123

function parseIso(head: string): number | undefined {
  const match = iso.exec(head)
  if (!match) return undefined
  const [, year = '', , month = '', day = '', hour = '', minute = '', second = '', fraction = '', zone] = match
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds(fraction)}`
  return Date.parse(local + toZone(zone))
}

function parseSyslog(head: string, now: number): number | undefined {
  const match = syslog.exec(head)
  if (!match) return undefined
  const [, name = '', day = '', hour = '', minute = '', second = '', fraction = ''] = match
  const month = months.indexOf(name)
  if (month < 0) return undefined
  const inYear = (year: number): number =>
    new Date(
      year,
      month,
      Number(day),
      Number(hour),
      Number(minute),
      Number(second),
      Number(milliseconds(fraction)),
    ).getTime()
  const year = new Date(now).getFullYear()
  // December's lines in January are of last year.
  const time = inYear(year)
  return time > now + dayMs ? inYear(year - 1) : time
}

function parseCommon(head: string): number | undefined {
  const match = common.exec(head)
  if (!match) return undefined
  const [, day = '', name = '', year = '', hour = '', minute = '', second = '', zone] = match
  const month = String(months.indexOf(name) + 1).padStart(2, '0')
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${toZone(zone)}`)
}

function parseJson(head: string): number | undefined {
  const match = json.exec(head)
  if (!match) return undefined
  const [, text, number] = match
  if (text !== undefined) return parseIso(text)
  const value = Number(number)
  return value < maxEpochSeconds ? Math.round(value * 1000) : Math.round(value)
}

/** In seconds it is the year 5138, in milliseconds March 1973. */
const maxEpochSeconds = 1e11

function milliseconds(fraction: string): string {
  return fraction.slice(0, 3).padEnd(3, '0')
}

function toZone(zone: string | undefined): string {
  if (zone === undefined) return ''
  return /^(?:z|utc)$/i.test(zone) ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`
}
