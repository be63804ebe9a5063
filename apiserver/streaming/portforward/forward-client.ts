import type { Duplex } from 'node:stream'
import type { StreamSetEnd } from '../dialects/common/stream-set.ts'

/** A connection that a client asks for. Its owner ends it by `finish` or `fail`. */
export interface ForwardedConnection {
  /** From 1 to 65535. */
  readonly port: number
  /**
   * The client's end of it, with independent half-closes. Destroyed by us it is a reset of this connection alone; so
   * it is when the client resets it.
   */
  readonly data: Duplex
  /** The device has said all that it will: once `data` is flushed the client may close its own end. Idempotent. */
  finish(): void
  /** There is no connection, or none any more: resets it. Only dialects in which that harms no other tell why. */
  fail(message: string): void
}

/**
 * The client's end of a port-forward, whatever dialect it speaks. Made when the client has been answered 101. Its owner
 * ends it by `finish` or `abort`; both are idempotent.
 */
export interface ForwardClient {
  /** One listener; what was asked for before the call is delivered at once. */
  onConnection(listener: (connection: ForwardedConnection) => void): void
  /** Says goodbye, and closes. Resolves when the connection is gone, soon; never rejects. */
  finish(message: string): Promise<void>
  /** Drops it at once, with all its connections. */
  abort(message: string): void
  /** Never rejects; settles as soon as the client can receive nothing more. */
  readonly closed: Promise<StreamSetEnd>
}

/** A dialect agreed on and not yet answered: until `accept` a refusal can still be an ordinary HTTP answer. */
export interface ForwardOffer {
  /** For logs: `spdy/portforward.k8s.io`, `tunnel/…`, `websocket/v4.channel.k8s.io`. */
  readonly dialect: string
  /** Answers 101. `head` is what of the stream was read with the request. Rejects when the client is gone. */
  accept(head: Buffer): Promise<ForwardClient>
}

/** Hands connections to a listener that may come later than the first of them. */
export class ConnectionRelay {
  #listener: ((connection: ForwardedConnection) => void) | undefined
  #waiting: ForwardedConnection[] = []

  tell(connection: ForwardedConnection): void {
    if (this.#listener) this.#listener(connection)
    else this.#waiting.push(connection)
  }

  listen(listener: (connection: ForwardedConnection) => void): void {
    this.#listener = listener
    const waiting = this.#waiting
    this.#waiting = []
    for (const connection of waiting) listener(connection)
  }
}
