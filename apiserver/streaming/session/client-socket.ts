import type { Duplex } from 'node:stream'

/** More than this before our 101 is no client's; it waits in the kernel. */
const maxEarlyBytes = 64 * 1024

/**
 * Watches a client's socket between its request and our 101, while the device is asked: a socket that nobody
 * reads does not tell that its client is gone.
 */
export class ClientSocket {
  /** Aborts when the client is gone, or when the signal that it was made with does. */
  readonly signal: AbortSignal
  readonly #outer: AbortSignal
  readonly #socket: Duplex
  readonly #gone = new AbortController()
  readonly #early: Buffer[]
  #earlyBytes: number

  readonly #onData = (chunk: Buffer): void => {
    this.#early.push(chunk)
    this.#earlyBytes += chunk.length
    if (this.#earlyBytes > maxEarlyBytes) this.#socket.pause()
  }

  readonly #onGone = (): void => this.#gone.abort(new Error('the client is gone'))

  constructor(options: { socket: Duplex; head: Buffer; signal: AbortSignal }) {
    this.#socket = options.socket
    this.#early = [options.head]
    this.#earlyBytes = options.head.length
    this.signal = this.#gone.signal
    this.#outer = options.signal
    this.#outer.addEventListener('abort', this.#onGone, { once: true })
    if (this.#outer.aborted) this.#onGone()
    if (this.#socket.destroyed || this.#socket.readableEnded) this.#onGone()
    this.#socket.on('data', this.#onData)
    for (const event of ['end', 'close', 'error']) this.#socket.on(event, this.#onGone)
  }

  /** Stops watching; answers with what came so far. The socket is the caller's, paused. */
  release(): Buffer {
    this.#socket.pause()
    this.#outer.removeEventListener('abort', this.#onGone)
    this.#socket.off('data', this.#onData)
    for (const event of ['end', 'close', 'error']) this.#socket.off(event, this.#onGone)
    return Buffer.concat(this.#early)
  }
}
