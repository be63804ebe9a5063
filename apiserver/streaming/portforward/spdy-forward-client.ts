import type { Duplex } from 'node:stream'
import type { StreamClock, StreamLimits } from '../session/limits.ts'
import type { LookAheadBudget } from '../dialects/spdy/look-ahead.ts'
import { SpdyConnection } from '../dialects/spdy/spdy-connection.ts'
import type { StreamSetEnd } from '../dialects/common/stream-set.ts'
import type { ForwardClient, ForwardedConnection } from './forward-client.ts'
import { ConnectionRelay } from './forward-client.ts'
import type { StreamPair } from './stream-pairs.ts'
import { StreamPairs } from './stream-pairs.ts'

export interface SpdyForwardOptions {
  /** A socket that was upgraded, or a tunnel. */
  readonly socket: Duplex
  readonly head: Buffer
  readonly limits: StreamLimits
  readonly clock: StreamClock
  readonly lookAhead: LookAheadBudget
}

/** Streams of connections that are ending, beside those of all that may be open. */
const spareStreams = 64
/** Headers of a stream are its type, its port and the number of its pair. */
const maxHeaderBytes = 2048
/** Hundreds of streams have buffers of this size, each way. */
const streamBufferBytes = 16 * 1024

/** A port-forward over SPDY, two streams for each connection. */
export class SpdyForwardClient implements ForwardClient {
  readonly closed: Promise<StreamSetEnd>
  readonly #connection: SpdyConnection
  readonly #pairs: StreamPairs
  readonly #relay = new ConnectionRelay()
  #reason: string | undefined

  constructor({ socket, head, limits, clock, lookAhead }: SpdyForwardOptions) {
    this.#pairs = new StreamPairs({
      clock,
      pairingMs: limits.streamCreationMs,
      onPair: (pair) => this.#relay.tell(toConnection(pair)),
    })
    this.#connection = new SpdyConnection({
      socket,
      head,
      clock,
      lookAhead,
      limits: {
        maxStreams: 2 * limits.maxForwardedConnections + spareStreams,
        maxHeaderBytes,
        maxUnsentBytes: limits.maxUnsentBytes,
        keepaliveMs: limits.keepaliveMs,
        streamBufferBytes,
      },
      onStream: (stream) => this.#pairs.add(stream),
    })
    this.closed = this.#connection.closed.then((error) => this.#toEnd(error))
  }

  onConnection(listener: (connection: ForwardedConnection) => void): void {
    this.#relay.listen(listener)
  }

  async finish(message: string): Promise<void> {
    this.#connection.goAway()
    this.abort(message)
    await this.closed
  }

  abort(message: string): void {
    this.#reason ??= message
    this.#connection.destroy()
  }

  #toEnd(error: Error | undefined): StreamSetEnd {
    this.#pairs.close()
    return { kind: 'lost', message: this.#reason ?? error?.message ?? 'the client closed the connection' }
  }
}

/**
 * The error stream is ours to write, and stays empty: kubectl takes any word on it for the end of its whole session,
 * as it does a reset of it. Its end is what kubectl waits for until it closes its side of the connection.
 */
function toConnection({ port, data, error }: StreamPair): ForwardedConnection {
  error.resume()
  const finish = (): void => void error.end()
  return {
    port,
    data,
    finish,
    fail: () => {
      data.destroy()
      finish()
    },
  }
}
