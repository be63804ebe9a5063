const levels: Readonly<Record<number, string>> = {
  10: 'TRACE',
  20: 'DEBUG',
  30: 'INFO',
  40: 'WARN',
  50: 'ERROR',
  60: 'FATAL',
}

/** Turns one of pino's JSON lines into one for people: time, level, message, and the fields, whose values stay quoted. */
export function toTextLine(json: string): string {
  const { time, level, msg, ...fields } = JSON.parse(json) as Record<string, unknown>
  const pairs = Object.entries(fields).map(([name, value]) => ` ${name}=${toText(value)}`)
  return `${String(time)} ${(levels[Number(level)] ?? String(level)).padEnd(5)} ${String(msg)}${pairs.join('')}\n`
}

function toText(value: unknown): string {
  if (typeof value === 'string' && /^[\w./:@+-]+$/.test(value)) return value
  return JSON.stringify(value)
}
