import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer } from 'ws'
import type { StreamClock } from '../clock.ts'
import { ApiError } from '../../api/errors.ts'
import { headerValues } from '../headers.ts'
import type { StreamLimits } from '../limits.ts'
import type { StreamOffer, StreamOptions } from '../stream-set.ts'
import type { WebSocketProtocol } from './protocols.ts'
import { chooseWebSocketProtocol, webSocketProtocolNames } from './protocols.ts'
import { writeMessagesApart } from './messages-apart.ts'
import { WebSocketStreamSet } from './web-socket-stream-set.ts'

const maxFragments = 4096
const keyPattern = /^[+/0-9A-Za-z]{22}==$/
const tokenPattern = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

export interface WebSocketOfferOptions {
  readonly raw: IncomingMessage
  readonly socket: Duplex
  readonly streams: StreamOptions
  readonly limits: StreamLimits
  readonly clock: StreamClock
}

/**
 * Agrees on a subprotocol for a request with `Upgrade: websocket`. Throws ApiError 400 for whatever is wrong with
 * the handshake: once the library has it, it would answer by itself, and not with a Status.
 */
export function offerWebSocket(options: WebSocketOfferOptions): StreamOffer {
  checkHandshake(options.raw)
  const asked = headerValues(options.raw.rawHeaders, 'sec-websocket-protocol')
  if (!asked.every((name) => tokenPattern.test(name)) || new Set(asked).size !== asked.length) {
    throw badHandshake('Sec-WebSocket-Protocol is malformed')
  }
  const protocol = chooseWebSocketProtocol(asked)
  if (!protocol) {
    throw badHandshake(`requested protocol(s) are not supported; supported are ${webSocketProtocolNames.join(', ')}`)
  }
  return {
    dialect: `websocket/${protocol.name || 'raw'}`,
    accept: async (head) =>
      new WebSocketStreamSet({ ...options, protocol, webSocket: upgrade(options, protocol, head) }),
  }
}

function checkHandshake({ method, headers }: IncomingMessage): void {
  if (method !== 'GET') throw badHandshake('the method must be GET')
  if (headers.upgrade?.toLowerCase() !== 'websocket') throw badHandshake('the Upgrade header must be websocket')
  if (!keyPattern.test(headers['sec-websocket-key'] ?? '')) throw badHandshake('Sec-WebSocket-Key is malformed')
  if (headers['sec-websocket-version'] !== '13') throw badHandshake('Sec-WebSocket-Version must be 13')
}

function badHandshake(message: string): ApiError {
  return new ApiError('BadRequest', `unable to upgrade: ${message}`)
}

/** Answers 101. Throws when the client is gone already. */
function upgrade(options: WebSocketOfferOptions, protocol: WebSocketProtocol, head: Buffer): WebSocket {
  const { raw, socket, limits } = options
  let webSocket: WebSocket | undefined
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.maxMessageBytes,
    maxFragments,
    autoPong: false,
    closeTimeout: limits.lingerMs,
    handleProtocols: () => protocol.name,
    WebSocket: ClosableWebSocket,
  } as ConstructorParameters<typeof WebSocketServer>[0])
  server.handleUpgrade(raw, socket, head, (accepted) => {
    webSocket = accepted
  })
  if (!webSocket) throw new Error('the client closed the connection before it was upgraded')
  writeMessagesApart(socket)
  return webSocket
}

/** Emits `closing` as soon as either side starts to close; `close` comes only when the socket is gone, much later. */
class ClosableWebSocket extends WebSocket {
  override close(code?: number, data?: string | Buffer): void {
    this.emit('closing', code)
    super.close(code, data)
  }
}
