import type { IncomingMessage } from 'node:http'
import type { StreamClock, StreamLimits } from '../../session/limits.ts'
import type { Upgrade } from '../../session/connector.ts'
import type { StreamOffer, StreamOptions } from '../common/stream-set.ts'
import { checkWebSocketHandshake, unknownSubprotocols, upgradeToWebSocket } from './handshake.ts'
import { writeMessagesApart } from './messages-apart.ts'
import { chooseWebSocketProtocol, webSocketProtocolNames } from './protocols.ts'
import { WebSocketStreamSet } from './web-socket-stream-set.ts'

export interface WebSocketOfferOptions {
  readonly raw: IncomingMessage
  readonly upgrade: Upgrade
  readonly streams: StreamOptions
  readonly limits: StreamLimits
  readonly clock: StreamClock
}

/** Agrees on a subprotocol for a request with `Upgrade: websocket`. Throws ApiError 400. */
export function offerWebSocket(options: WebSocketOfferOptions): StreamOffer {
  const protocol = chooseWebSocketProtocol(checkWebSocketHandshake(options.raw))
  if (!protocol) throw unknownSubprotocols(webSocketProtocolNames)
  return {
    dialect: `websocket/${protocol.name || 'raw'}`,
    accept: async (head) => {
      const webSocket = upgradeToWebSocket({ ...options, protocol: protocol.name, head })
      writeMessagesApart(options.upgrade.socket)
      return new WebSocketStreamSet({ ...options, protocol, webSocket })
    },
  }
}
