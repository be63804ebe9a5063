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
