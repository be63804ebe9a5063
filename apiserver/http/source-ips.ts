import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'

/**
 * Where a request comes from, the client first and the connection's other end last, as
 * k8s.io/apimachinery/pkg/util/net SourceIPs. Give headers only where a proxy that is trusted wrote them: anybody else can
 * write there what they like.
 */
export function toSourceIps(remoteAddress: string | undefined, headers?: IncomingHttpHeaders): readonly string[] {
  const addresses = headers === undefined ? [] : readForwarded(headers)
  const remote = plain(remoteAddress ?? '')
  if (remote !== '' && addresses.at(-1) !== remote) addresses.push(remote)
  return addresses
}

function readForwarded(headers: IncomingHttpHeaders): string[] {
  const addresses = toList(headers['x-forwarded-for']).filter(isAddress)
  const real = toList(headers['x-real-ip']).find(isAddress)
  return real === undefined || addresses.includes(real) ? addresses : [...addresses, real]
}

function isAddress(text: string): boolean {
  return isIP(text) !== 0
}

/** An IPv4 address as such, also on a socket for both. */
function plain(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice('::ffff:'.length) : address
}

function toList(header: string | string[] | undefined): string[] {
  return [header ?? []].flat().flatMap((value) => value.split(',').map((address) => address.trim()))
}
