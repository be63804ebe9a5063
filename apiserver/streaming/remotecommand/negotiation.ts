import type { StreamClock } from '../session/clock.ts'
import { ApiError } from '../../api/meta/errors.ts'
import type { ConnectRequest } from '../session/connector.ts'
import { headerValues } from '../dialects/common/headers.ts'
import type { StreamLimits } from '../session/limits.ts'
import { offerSpdy } from '../dialects/spdy/spdy-offer.ts'
import type { StreamOffer, StreamOptions } from '../dialects/common/stream-set.ts'
import { offerWebSocket } from '../dialects/websocket/web-socket-offer.ts'

export interface NegotiationOptions {
  readonly request: ConnectRequest
  readonly streams: StreamOptions
  readonly limits: StreamLimits
  readonly clock: StreamClock
}

/** Finds the dialect that a client asks for. Throws ApiError 400 or 403 when there is none that both know. */
export function negotiateStreams({ request, streams, limits, clock }: NegotiationOptions): StreamOffer {
  const { raw, response, upgrade } = request
  if (!upgrade) throw new ApiError('BadRequest', 'Upgrade request required')
  const protocols = headerValues(raw.rawHeaders, 'upgrade').map((protocol) => protocol.toLowerCase())
  if (protocols.includes('spdy/3.1')) return offerSpdy({ raw, response, upgrade, streams, limits, clock })
  if (protocols.includes('websocket')) return offerWebSocket({ raw, upgrade, streams, limits, clock })
  throw new ApiError(
    'BadRequest',
    `unable to upgrade: ${protocols.join(', ')} is not supported, ask for websocket or SPDY/3.1`,
  )
}
