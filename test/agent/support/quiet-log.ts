import type { Logger } from '../../../agent/logging/log.ts'

export interface LogEntry {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly fields: object
  readonly message: string
}

/** A log that a test can look at. */
export function quietLog(): Logger & { readonly entries: LogEntry[] } {
  const entries: LogEntry[] = []
  const at = (level: LogEntry['level']) => (fields: object, message: string) =>
    void entries.push({ level, fields, message })
  return { entries, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
