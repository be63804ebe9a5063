import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/**
 * The answers under way on each connection: several, when a client does not wait for one before it asks again (RFC 9112,
 * 9.3.2). node knows all of them, but when the connection goes it tells only the one whose turn it is.
 */
export class OpenAnswers {
  readonly #byConnection = new WeakMap<Duplex, Set<ServerResponse>>()

  /** The answers of this connection that are not over. */
  of(connection: Duplex): ReadonlySet<ServerResponse> {
    return this.#byConnection.get(connection) ?? none
  }

  /** Follows an answer to its end; when the connection goes before, it emits `close` in any case. */
  add(connection: Duplex, answer: ServerResponse): void {
    const open = this.#byConnection.get(connection) ?? this.#follow(connection)
    open.add(answer)
    answer.once('close', () => open.delete(answer))
  }

  #follow(connection: Duplex): Set<ServerResponse> {
    const open = new Set<ServerResponse>()
    this.#byConnection.set(connection, open)
    connection.once('close', () => {
      for (const answer of open) if (answer.socket === null) abandon(answer)
    })
    return open
  }
}

const none: ReadonlySet<ServerResponse> = new Set()

/** As node does it for an answer that has the connection. */
function abandon(answer: ServerResponse): void {
  answer.destroy()
  answer.emit('close')
}
