import { isIPv6 } from 'node:net'

/** HOST:PORT, as in URLs: an IPv6 address gets brackets. */
export function toAddress(host: string, port: number): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`
}
