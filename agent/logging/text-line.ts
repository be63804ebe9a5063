import { serializeErrors } from './json-line.ts'
import type { LogRecord } from './json-line.ts'

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
