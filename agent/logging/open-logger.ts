import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs'
import type { Logger } from './log.ts'

/** The severities, and pino's numbers for them, so that one set of tools reads the logs of server and agent. */
export const logLevels = { debug: 20, info: 30, warn: 40, error: 50, silent: 100 } as const
export type LogLevel = keyof typeof logLevels

export interface LoggerOptions {
  readonly level: LogLevel
  /** On stderr; the file is always JSON. */
  readonly format: 'json' | 'text'
  /** Where to keep the log as well, within {@link maxFileBytes} twice. */
  readonly file?: string
}

/** Of the file; when it is full, it becomes `….1`, and the one before is gone. */
export const maxFileBytes = 1024 * 1024

/**
 * The log on stderr and in the state directory. Lines are few, and written when they come, so that a crash loses none.
 * The server's logger, pino, would write the same lines, at 8 MB: an eighth of what an idle agent may take.
 */
export function openLogger({ level, format, file }: LoggerOptions): Logger {
  const rotating = file === undefined ? undefined : new RotatingFile(file, maxFileBytes)
  const toLine = format === 'json' ? toJsonLine : toTextLine
  const write = (record: LogRecord): void => {
    if (record.level < logLevels[level]) return
    writeToStderr(toLine(record))
    rotating?.write(toJsonLine(record))
  }
  const at = (name: Exclude<LogLevel, 'silent'>) => (fields: object, msg: string) =>
    write({ level: logLevels[name], time: new Date().toISOString(), fields, msg })
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/** Nobody may be reading; that is no reason to stop. */
function writeToStderr(line: string): void {
  try {
    writeSync(2, line)
  } catch {
    // EPIPE, or EAGAIN of a terminal that is full.
  }
}

const levels: Readonly<Record<number, string>> = { 20: 'DEBUG', 30: 'INFO', 40: 'WARN', 50: 'ERROR' }

/** A line for people: time, level, message, and the fields, whose values are quoted where they could be mistaken. */
export function toTextLine({ level, time, fields, msg }: LogRecord): string {
  const pairs = Object.entries(fields).map(([name, value]) => ` ${name}=${toText(value)}`)
  return `${time} ${(levels[level] ?? '').padEnd(5)} ${msg}${pairs.join('')}\n`
}

function toText(value: unknown): string {
  if (typeof value === 'string' && /^[\w./:@+-]+$/.test(value)) return value
  return JSON.stringify(value, serializeErrors)
}

/** One line of the log before it is a line. */
export interface LogRecord {
  /** pino's number. */
  readonly level: number
  /** RFC 3339. */
  readonly time: string
  readonly fields: object
  readonly msg: string
}

/** As pino writes it. */
export function toJsonLine({ level, time, fields, msg }: LogRecord): string {
  return `${JSON.stringify({ level, time, ...fields, msg }, serializeErrors)}\n`
}

/** JSON has nothing for errors, and would write `{}`. */
export function serializeErrors(_name: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value
  return { type: value.name, message: value.message, stack: value.stack }
}

/** A log file and the one before it: together at most twice `maxBytes`, and a line. */
export class RotatingFile {
  readonly #path: string
  readonly #maxBytes: number
  #fd: number | undefined
  #size = 0

  constructor(path: string, maxBytes: number) {
    this.#path = path
    this.#maxBytes = maxBytes
  }

  /** A disk that is full or read-only loses lines here, and stops nothing. */
  write(line: string): void {
    try {
      this.#fd ??= this.#open()
      if (this.#size >= this.#maxBytes) this.#fd = this.#rotate()
      this.#size += writeSync(this.#fd, line)
    } catch {
      // There is nobody to tell: this is the log.
    }
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd)
    this.#fd = undefined
  }

  #rotate(): number {
    this.close()
    renameSync(this.#path, `${this.#path}.1`)
    return this.#open()
  }

  #open(): number {
    const fd = openSync(this.#path, 'a', 0o600)
    this.#size = fstatSync(fd).size
    return fd
  }
}
