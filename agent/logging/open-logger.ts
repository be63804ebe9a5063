import { writeSync } from 'node:fs'
import { pino } from 'pino'
import type { Logger as PinoLogger } from 'pino'
import { RotatingFile } from './rotating-file.ts'
import { toTextLine } from './text-line.ts'

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export interface LoggerOptions {
  readonly level: LogLevel
  /** On stderr; the file is always JSON. */
  readonly format: 'json' | 'text'
  /** Where to keep the log as well, within {@link maxFileBytes} twice. */
  readonly file?: string
}

/** Of the file; when it is full, it becomes `….1`, and the one before is gone. */
export const maxFileBytes = 1024 * 1024

/** The log on stderr and in the state directory. Lines are few, and written when they come, so that a crash loses none. */
export function openLogger({ level, format, file }: LoggerOptions): PinoLogger {
  const rotating = file === undefined ? undefined : new RotatingFile(file, maxFileBytes)
  const write = (line: string): void => {
    writeToStderr(format === 'json' ? line : toTextLine(line))
    rotating?.write(line)
  }
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, { write })
}

/** Nobody may be reading; that is no reason to stop. */
function writeToStderr(line: string): void {
  try {
    writeSync(2, line)
  } catch {
    // EPIPE, or EAGAIN of a terminal that is full.
  }
}
