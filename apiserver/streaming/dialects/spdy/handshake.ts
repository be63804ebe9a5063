import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Upgrade } from '../../session/connector.ts'
import { ApiError } from '../../../api/meta/errors.ts'
import { headerValues } from '../websocket/handshake.ts'

const versionHeader = 'X-Stream-Protocol-Version'
const acceptedHeader = 'X-Accepted-Stream-Protocol-Versions'

export interface SpdyHandshake {
  readonly raw: IncomingMessage
  /** Gets the header that tells of the protocols we speak, when the client's are none of them. */
  readonly response: ServerResponse
  readonly supported: readonly string[]
}

/**
 * Agrees on what is spoken over SPDY for a request with `Upgrade: SPDY/3.1`: the first of the client's protocols that
 * is supported. Throws ApiError 400 when the client names none, 403 when we know none of them, as
 * k8s.io/apimachinery/pkg/util/httpstream Handshake does.
 */
export function agreeOnSpdyProtocol({ raw, response, supported }: SpdyHandshake): string {
  const asked = headerValues(raw.rawHeaders, versionHeader.toLowerCase())
  if (asked.length === 0) throw new ApiError('BadRequest', `unable to upgrade: ${versionHeader} is required`)
  const protocol = asked.find((name) => supported.includes(name))
  if (protocol !== undefined) return protocol
  response.setHeader(acceptedHeader, [...supported])
  const sides = `client supports [${asked.join(' ')}], server accepts [${supported.join(' ')}]`
  throw new ApiError('Forbidden', `unable to upgrade: unable to negotiate protocol: ${sides}`)
}

/** Answers 101: the connection speaks SPDY from here on. */
export function switchToSpdy(upgrade: Upgrade, protocol: string): void {
  upgrade.switchProtocols(['Connection: Upgrade', 'Upgrade: SPDY/3.1', `${versionHeader}: ${protocol}`])
}
