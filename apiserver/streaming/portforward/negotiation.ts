import { ApiError } from '../../api/meta/errors.ts'
import type { StreamClock, StreamLimits } from '../session/limits.ts'
import type { ConnectRequest, Upgrade } from '../session/connector.ts'
import {
  checkWebSocketHandshake,
  headerValues,
  unknownSubprotocols,
  upgradeToWebSocket,
} from '../dialects/websocket/handshake.ts'
import { agreeOnSpdyProtocol, switchToSpdy } from '../dialects/spdy/handshake.ts'
import type { LookAheadBudget } from '../dialects/spdy/look-ahead.ts'
import { chooseWebSocketProtocol, webSocketProtocolNames } from '../dialects/websocket/protocols.ts'
import { WebSocketTunnel } from '../dialects/websocket/web-socket-tunnel.ts'
import { ChannelForwardClient, maxChannelPorts } from './channel-forward-client.ts'
import type { ForwardOffer } from './forward-client.ts'
import { SpdyForwardClient } from './spdy-forward-client.ts'

/** k8s.io/api/core/v1 port-forward, over SPDY, and SPDY within the messages of a WebSocket (kubectl since 1.31). */
const spdyProtocol = 'portforward.k8s.io'
const tunnelProtocol = `SPDY/3.1+${spdyProtocol}`

export interface ForwardNegotiation {
  readonly request: ConnectRequest
  /** Those that the query names. */
  readonly ports: readonly number[]
  readonly limits: StreamLimits
  readonly clock: StreamClock
  readonly lookAhead: LookAheadBudget
}

/** Finds the dialect that a client asks for. Throws ApiError 400 or 403 when there is none that both know. */
export function negotiateForward(options: ForwardNegotiation): ForwardOffer {
  const { upgrade, raw } = options.request
  if (!upgrade) throw new ApiError('BadRequest', 'Upgrade request required')
  const protocols = headerValues(raw.rawHeaders, 'upgrade').map((protocol) => protocol.toLowerCase())
  if (protocols.includes('spdy/3.1')) return offerSpdy(options, upgrade)
  if (protocols.includes('websocket')) return offerWebSocket(options, upgrade)
  const asked = protocols.join(', ')
  throw new ApiError('BadRequest', `unable to upgrade: ${asked} is not supported, ask for websocket or SPDY/3.1`)
}

function offerSpdy({ request, ...rest }: ForwardNegotiation, upgrade: Upgrade): ForwardOffer {
  const protocol = agreeOnSpdyProtocol({ ...request, supported: [spdyProtocol] })
  return {
    dialect: `spdy/${protocol}`,
    accept: async (head) => {
      switchToSpdy(upgrade, protocol)
      return new SpdyForwardClient({ ...rest, socket: upgrade.socket, head })
    },
  }
}

function offerWebSocket(options: ForwardNegotiation, upgrade: Upgrade): ForwardOffer {
  const asked = checkWebSocketHandshake(options.request.raw)
  if (asked.includes(tunnelProtocol)) return offerTunnel(options, upgrade)
  const protocol = chooseWebSocketProtocol(asked)
  if (!protocol) throw unknownSubprotocols([tunnelProtocol, ...webSocketProtocolNames])
  const { ports, limits, clock, request } = options
  const maxPorts = maxChannelPorts(protocol.codec)
  if (ports.length === 0) throw new ApiError('BadRequest', 'query parameter "ports" is required')
  if (ports.length > maxPorts) throw new ApiError('BadRequest', `${ports.length} ports are more than ${maxPorts}`)
  return {
    dialect: `websocket/${protocol.name || 'raw'}`,
    accept: async (head) => {
      const webSocket = upgradeToWebSocket({ raw: request.raw, upgrade, head, limits, protocol: protocol.name })
      return new ChannelForwardClient({ webSocket, protocol, ports, limits, clock })
    },
  }
}

function offerTunnel({ request, ...rest }: ForwardNegotiation, upgrade: Upgrade): ForwardOffer {
  return {
    dialect: `websocket/${tunnelProtocol}`,
    accept: async (head) => {
      const webSocket = upgradeToWebSocket({ ...rest, raw: request.raw, upgrade, head, protocol: tunnelProtocol })
      const tunnel = new WebSocketTunnel(webSocket, rest.limits)
      return new SpdyForwardClient({ ...rest, socket: tunnel, head: Buffer.alloc(0) })
    },
  }
}
