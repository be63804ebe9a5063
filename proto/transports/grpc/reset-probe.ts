import type { Socket } from 'node:net'
import { ChannelCredentials } from '@grpc/grpc-js'

type SecureConnector = ReturnType<ChannelCredentials['_createSecureConnector']>

/** Credentials of a client that know the socket below its connection, which grpc-js does not show. */
export class ProbingCredentials extends ChannelCredentials {
  readonly #credentials: ChannelCredentials
  #socket: Socket | undefined

  constructor(credentials: ChannelCredentials) {
    super()
    this.#credentials = credentials
  }

  /** Makes the connection notice that it was reset; see {@link probe}. */
  probe(): void {
    if (this.#socket) probe(this.#socket)
  }

  _isSecure(): boolean {
    return this.#credentials._isSecure()
  }

  _equals(other: ChannelCredentials): boolean {
    return this === other
  }

  _createSecureConnector(...args: Parameters<ChannelCredentials['_createSecureConnector']>): SecureConnector {
    const connector = this.#credentials._createSecureConnector(...args)
    return {
      connect: (socket) => {
        this.#socket = socket
        return connector.connect(socket)
      },
      waitForReady: () => connector.waitForReady(),
      getCallCredentials: () => connector.getCallCredentials(),
      destroy: () => connector.destroy(),
    }
  }
}

/**
 * Makes a socket below TLS and HTTP/2 notice that its peer has reset it. When a write fails with that before it was read,
 * Node (20 to 24) takes the next write for one that waits, and reads no more until it is done: neither an end nor an
 * error ever comes. A write of nothing puts nothing on the wire, but fails on a dead socket, which ends it.
 */
export function probe(socket: Socket): void {
  if (socket.writable && socket.writableLength === 0) socket.write('')
}
