import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'

/**
 * The TCP sockets that a client opens to `port`, as long as they are open. grpc-js does not show them. Those of others to
 * the same port are among them. The owner closes it.
 */
export class ClientSockets {
  readonly #port: number
  readonly #sockets = new Set<Socket>()
  readonly #onCreated = (message: unknown): void => this.#watch((message as { readonly socket: Socket }).socket)

  constructor(port: number) {
    this.#port = port
    subscribe('net.client.socket', this.#onCreated)
  }

  /** Makes those that the peer reset notice it; see {@link probe}. */
  probe(): void {
    for (const socket of this.#sockets) probe(socket)
  }

  close(): void {
    unsubscribe('net.client.socket', this.#onCreated)
  }

  #watch(socket: Socket): void {
    socket.once('connect', () => {
      if (socket.remotePort === this.#port) this.#sockets.add(socket)
    })
    socket.once('close', () => this.#sockets.delete(socket))
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
