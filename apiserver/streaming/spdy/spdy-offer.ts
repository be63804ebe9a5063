import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { StreamClock } from '../clock.ts'
import { ApiError } from '../../api/errors.ts'
import { headerValues } from '../headers.ts'
import type { StreamLimits } from '../limits.ts'
import type { StreamProtocolVersion } from '../stream-protocol.ts'
import { streamProtocolNames, streamProtocolVersion } from '../stream-protocol.ts'
import type { StreamOffer, StreamOptions } from '../stream-set.ts'
import { openSpdyStreamSet } from './spdy-stream-set.ts'

const versionHeader = 'X-Stream-Protocol-Version'
const acceptedHeader = 'X-Accepted-Stream-Protocol-Versions'

export interface SpdyOfferOptions {
  readonly raw: IncomingMessage
  /** Gets the header that tells of the versions we speak, when the client's are none of them. */
  readonly response: ServerResponse
  readonly socket: Duplex
  readonly streams: StreamOptions
  readonly limits: StreamLimits
  readonly clock: StreamClock
}

/**
 * Agrees on a protocol version for a request with `Upgrade: SPDY/3.1`: the first of the client's that we know.
 * Throws ApiError 400 when the client names none, 403 when we know none of them, as
 * k8s.io/apimachinery/pkg/util/httpstream Handshake does.
 */
export function offerSpdy(options: SpdyOfferOptions): StreamOffer {
  const asked = headerValues(options.raw.rawHeaders, versionHeader.toLowerCase())
  if (asked.length === 0) {
    throw new ApiError('BadRequest', `unable to upgrade: ${versionHeader} is required`)
  }
  const protocol = asked.find((name) => streamProtocolVersion(name) !== undefined)
  const version = protocol === undefined ? undefined : streamProtocolVersion(protocol)
  if (protocol === undefined || version === undefined) throw refusal(asked, options.response)
  return {
    dialect: `spdy/${protocol}`,
    accept: (head) => accept({ ...options, protocol, version, head }),
  }
}

function refusal(asked: readonly string[], response: ServerResponse): ApiError {
  response.setHeader(acceptedHeader, [...streamProtocolNames])
  const supported = streamProtocolNames.join(' ')
  return new ApiError(
    'Forbidden',
    `unable to upgrade: unable to negotiate protocol: client supports [${asked.join(' ')}], server accepts [${supported}]`,
  )
}

function accept(
  options: SpdyOfferOptions & { protocol: string; version: StreamProtocolVersion; head: Buffer },
): ReturnType<StreamOffer['accept']> {
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', 'Upgrade: SPDY/3.1']
  options.socket.write(`${[...lines, `${versionHeader}: ${options.protocol}`].join('\r\n')}\r\n\r\n`)
  return openSpdyStreamSet(options)
}
