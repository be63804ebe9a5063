import type { IncomingMessage, ServerResponse } from 'node:http'
import type { StreamClock } from '../../session/clock.ts'
import type { Upgrade } from '../../session/connector.ts'
import type { StreamLimits } from '../../session/limits.ts'
import { streamProtocolNames, streamProtocolVersion } from '../common/stream-protocol.ts'
import type { StreamOffer, StreamOptions } from '../common/stream-set.ts'
import { agreeOnSpdyProtocol, switchToSpdy } from './handshake.ts'
import { openSpdyStreamSet } from './spdy-stream-set.ts'

export interface SpdyOfferOptions {
  readonly raw: IncomingMessage
  /** Gets the header that tells of the versions we speak, when the client's are none of them. */
  readonly response: ServerResponse
  readonly upgrade: Upgrade
  readonly streams: StreamOptions
  readonly limits: StreamLimits
  readonly clock: StreamClock
}

/** Agrees on a protocol version for a request with `Upgrade: SPDY/3.1`. Throws ApiError 400, 403. */
export function offerSpdy(options: SpdyOfferOptions): StreamOffer {
  const protocol = agreeOnSpdyProtocol({ ...options, supported: streamProtocolNames })
  const version = streamProtocolVersion(protocol)
  if (version === undefined) throw new TypeError(`${protocol} has no version`)
  return {
    dialect: `spdy/${protocol}`,
    accept: (head) => {
      switchToSpdy(options.upgrade, protocol)
      return openSpdyStreamSet({ ...options, socket: options.upgrade.socket, protocol, version, head })
    },
  }
}
