import { writeSync } from 'node:fs'
import type { Logger } from './log.ts'
import { RotatingFile } from './rotating-file.ts'
import { toJsonLine } from './json-line.ts'
import type { LogRecord } from './json-line.ts'
import { toTextLine } from './text-line.ts'

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
