import { Readable } from 'node:stream'
import { ByteQueue } from './byte-queue.ts'
import type { MuxError } from './errors.ts'

/**
 * The bytes of one stream from the peer to its reader. A byte counts as read when it goes into the Readable,
 * which itself asks for one piece at a time; so what is unread stays within the channel's window.
 */
export class IncomingStream {
  readonly #onRead: (bytes: number) => void
  readonly #queue = new ByteQueue()
  #readable: Readable | undefined
  #error: MuxError | undefined
  /** The Readable has room. */
  #wanted = false
  #ended = false
  /** Nobody will read: what comes is dropped, and counts as read so that the peer is not held up. */
  #dropping = false

  constructor(onRead: (bytes: number) => void) {
    this.#onRead = onRead
  }

  /** The peer half-closed it. */
  get isEnded(): boolean {
    return this.#ended
  }

  readable(): Readable {
    this.#readable ??= this.#createReadable()
    return this.#readable
  }

  receive(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    if (this.#dropping) this.#onRead(bytes.length)
    else if (this.#wanted) this.#deliver(bytes)
    else this.#queue.push(bytes)
  }

  /** No more from the peer; what is queued can still be read. */
  end(): void {
    if (this.#ended) return
    this.#ended = true
    if (this.#wanted) this.#pull()
  }

  /** Drops what is queued. */
  fail(error: MuxError): void {
    this.#error ??= error
    this.#queue.clear()
    this.#readable?.destroy(error)
  }

  #createReadable(): Readable {
    const readable = new Readable({
      highWaterMark: 1,
      read: () => this.#pull(),
      destroy: (error, callback) => {
        this.#drop()
        callback(error)
      },
    })
    // Without a listener an error would end the process; who cares for it has a listener of his own.
    readable.on('error', () => {})
    if (this.#error !== undefined) readable.destroy(this.#error)
    return readable
  }

  #pull(): void {
    this.#wanted = true
    while (this.#wanted) {
      const bytes = this.#queue.shift()
      if (bytes === undefined) break
      this.#deliver(bytes)
    }
    if (this.#ended && this.#queue.isEmpty && !this.#dropping) this.#readable?.push(null)
  }

  #deliver(bytes: Uint8Array): void {
    this.#wanted = this.#readable?.push(bytes) ?? false
    this.#onRead(bytes.length)
  }

  #drop(): void {
    this.#dropping = true
    this.#wanted = false
    for (let bytes = this.#queue.shift(); bytes !== undefined; bytes = this.#queue.shift()) this.#onRead(bytes.length)
  }
}
