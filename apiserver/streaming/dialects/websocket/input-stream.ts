import { Readable } from 'node:stream'
import { queuedReadableBytes, ReadQueue } from '../common/read-queue.ts'

/** With more than this the connection is not read. */
const maxQueuedBytes = 64 * 1024

/** What the input can tell its connection. */
interface Pausable {
  pause(): void
  resume(): void
}

/**
 * The client's stdin. A reader that does not keep up pauses the connection; what was received by then waits here.
 */
export class InputStream extends Readable {
  readonly #connection: Pausable
  readonly #queue = new ReadQueue(this)
  #ended = false

  constructor(connection: Pausable) {
    super({ highWaterMark: queuedReadableBytes })
    this.#connection = connection
    // The connection's end destroys it with the reason; its reader may be gone by then.
    this.on('error', () => {})
  }

  receive(payload: Buffer): void {
    if (this.#ended || this.destroyed || payload.length === 0) return
    this.#queue.receive(payload)
    if (this.#queue.bytes > maxQueuedBytes) this.#connection.pause()
  }

  /** The client's half-close. */
  receiveEnd(): void {
    if (this.#ended || this.destroyed) return
    this.#ended = true
    this.#queue.end()
    // Nothing more can come, so that there is nothing to hold back; a paused connection hides the client's end.
    this.#connection.resume()
  }

  /** From here on input is read and thrown away. */
  discard(): void {
    this.#ended = true
    this.destroy()
  }

  override _read(): void {
    this.#queue.pull()
    if (this.#queue.isDrained || this.#queue.bytes <= maxQueuedBytes) this.#connection.resume()
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#queue.clear()
    this.#connection.resume()
    callback(error)
  }
}
