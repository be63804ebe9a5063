import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { ApiError } from '../../../api/meta/errors.ts'
import type { Upgrade } from '../../session/connector.ts'
import type { StreamLimits } from '../../session/limits.ts'
import { WebSocketConnection } from './web-socket-connection.ts'

/** RFC 6455, section 4.2.2. */
const keySuffix = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const keyPattern = /^[+/0-9A-Za-z]{22}==$/
/** How a browser presents its token, which authentication has taken: nothing to agree on. */
const bearerPrefix = 'base64url.bearer.authorization.k8s.io.'
/** A token of HTTP, and the slash: Kubernetes has a subprotocol `SPDY/3.1+portforward.k8s.io`. */
const namePattern = /^[!#$%&'*+\-./^_`|~0-9A-Za-z]+$/

/**
 * Checks a request with `Upgrade: websocket`; answers with the subprotocols that it asks for. Throws ApiError 400 for
 * whatever is wrong with it.
 */
export function checkWebSocketHandshake({ method, headers, rawHeaders }: IncomingMessage): readonly string[] {
  if (method !== 'GET') throw badHandshake('the method must be GET')
  if (headers.upgrade?.toLowerCase() !== 'websocket') throw badHandshake('the Upgrade header must be websocket')
  if (!keyPattern.test(headers['sec-websocket-key'] ?? '')) throw badHandshake('Sec-WebSocket-Key is malformed')
  if (headers['sec-websocket-version'] !== '13') throw badHandshake('Sec-WebSocket-Version must be 13')
  const asked = headerValues(rawHeaders, 'sec-websocket-protocol').filter((name) => !name.startsWith(bearerPrefix))
  if (!asked.every((name) => namePattern.test(name)) || new Set(asked).size !== asked.length) {
    throw badHandshake('Sec-WebSocket-Protocol is malformed')
  }
  return asked
}

/** The refusal of a client that asks for subprotocols of which we know none. */
export function unknownSubprotocols(supported: readonly string[]): ApiError {
  return badHandshake(`requested protocol(s) are not supported; supported are ${supported.join(', ')}`)
}

function badHandshake(message: string): ApiError {
  return new ApiError('BadRequest', `unable to upgrade: ${message}`)
}

interface WebSocketUpgrade {
  readonly raw: IncomingMessage
  readonly upgrade: Upgrade
  /** What of the stream was read with the request. */
  readonly head: Buffer
  /** The subprotocol that was agreed on; empty for none. */
  readonly protocol: string
  readonly limits: StreamLimits
}

/** Answers 101; the connection is paused. Throws when the client is gone already. */
export function upgradeToWebSocket({ raw, upgrade, head, protocol, limits }: WebSocketUpgrade): WebSocketConnection {
  const accept = createHash('sha1').update(`${raw.headers['sec-websocket-key']}${keySuffix}`).digest('base64')
  const lines = ['Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${accept}`]
  if (protocol !== '') lines.push(`Sec-WebSocket-Protocol: ${protocol}`)
  upgrade.switchProtocols(lines)
  return new WebSocketConnection({ socket: upgrade.socket, head, closeMs: limits.lingerMs })
}

/**
 * The values of a header that may be repeated or hold a comma-separated list, in order. Of `rawHeaders`, because
 * node joins or drops repeated headers by rules of its own.
 */
export function headerValues(rawHeaders: readonly string[], name: string): string[] {
  const values: string[] = []
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === name) values.push(...(rawHeaders[index + 1] ?? '').split(','))
  }
  return values.map((value) => value.trim()).filter((value) => value !== '')
}
