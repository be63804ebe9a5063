import { UsageError } from '../../cli/command-line.ts'
import type { HostPort } from '../server/config.ts'

/** Values of flags. `name` is the flag's, for the message of the UsageError that each of them throws. */

/** `HOST:PORT`, `[IPv6]:PORT`. Throws UsageError. */
export function parseHostPort(name: string, text: string): HostPort {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:\s/[\]]+)):(\d{1,5})$/.exec(text)
  const host = match?.[1] ?? match?.[2]
  const port = Number(match?.[3])
  if (!host || port < 1 || port > 65535)
    throw new UsageError(`--${name} ${text}: give HOST:PORT, such as aranya.example.com:6444`)
  return { host, port }
}

export function parsePort(name: string, text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65535) throw new UsageError(`--${name} ${text}: not a port (0 to 65535)`)
  return port
}

export function parseCount(name: string, text: string, { min } = { min: 1 }): number {
  const count = Number(text)
  const wanted = min === 1 ? 'a positive whole number' : `a whole number of at least ${min}`
  if (!/^\d{1,12}$/.test(text) || count < min) throw new UsageError(`--${name} ${text}: not ${wanted}`)
  return count
}

const unitsMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds of `30s`, `10m`, `4h` or `90d`. Throws UsageError. */
export function parseDuration(name: string, text: string): number {
  const match = /^(\d{1,6})([smhd])$/.exec(text)
  const durationMs = Number(match?.[1]) * (unitsMs[match?.[2] ?? ''] ?? NaN)
  if (!(durationMs > 0)) throw new UsageError(`--${name} ${text}: not a duration such as 30s, 10m or 4h`)
  return durationMs
}
