import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer } from 'ws'
import { ApiError } from '../../api/errors.ts'
import { headerValues } from '../headers.ts'
import type { StreamLimits } from '../limits.ts'

const maxFragments = 4096
const keyPattern = /^[+/0-9A-Za-z]{22}==$/
/** How a browser presents its token, which authentication has taken: nothing to agree on. */
const bearerPrefix = 'base64url.bearer.authorization.k8s.io.'
/** A token of HTTP, and the slash: Kubernetes has a subprotocol `SPDY/3.1+portforward.k8s.io`. */
const namePattern = /^[!#$%&'*+\-./^_`|~0-9A-Za-z]+$/

/**
 * Checks a request with `Upgrade: websocket`; answers with the subprotocols that it asks for. Throws ApiError 400 for
 * whatever is wrong with it: once the library has it, it would answer by itself, and not with a Status.
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

export interface WebSocketUpgrade {
  readonly raw: IncomingMessage
  readonly socket: Duplex
  /** What of the stream was read with the request. */
  readonly head: Buffer
  /** The subprotocol that was agreed on; empty for none. */
  readonly protocol: string
  readonly limits: StreamLimits
}

/** Answers 101. The WebSocket does not answer pings by itself. Throws when the client is gone already. */
export function upgradeToWebSocket({ raw, socket, head, protocol, limits }: WebSocketUpgrade): WebSocket {
  let webSocket: WebSocket | undefined
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.maxMessageBytes,
    maxFragments,
    autoPong: false,
    closeTimeout: limits.lingerMs,
    WebSocket: ClosableWebSocket,
  } as ConstructorParameters<typeof WebSocketServer>[0])
  server.on('headers', (headers) => {
    if (protocol !== '') headers.push(`Sec-WebSocket-Protocol: ${protocol}`)
  })
  server.handleUpgrade(withoutProtocols(raw), socket, head, (accepted) => {
    webSocket = accepted
  })
  if (!webSocket) throw new Error('the client closed the connection before it was upgraded')
  return webSocket
}

/** The library would refuse names with a slash, and has no say in the choice anyway. */
function withoutProtocols(raw: IncomingMessage): IncomingMessage {
  const { 'sec-websocket-protocol': _protocols, ...headers } = raw.headers
  return Object.create(raw, { headers: { value: headers } }) as IncomingMessage
}

/** Emits `closing` as soon as either side starts to close; `close` comes only when the socket is gone, much later. */
class ClosableWebSocket extends WebSocket {
  override close(code?: number, data?: string | Buffer): void {
    this.emit('closing', code)
    super.close(code, data)
  }
}
