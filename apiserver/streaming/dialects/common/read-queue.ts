import type { Readable } from 'node:stream'
import { ByteQueue } from '../../../../proto/mux/byte-queue.ts'

/** To be the `highWaterMark` of a Readable with a queue: what it does not hand out at once waits in the queue. */
export const queuedReadableBytes = 1

/**
 * What has come for the reader of a Readable, which would keep every piece as an object of its own: for single bytes
 * that is hundreds of times what its bound says. Here small pieces are put together while they wait.
 */
export class ReadQueue {
  readonly #readable: Readable
  readonly #queue = new ByteQueue()
  #bytes = 0
  #wanted = false
  #ended = false

  constructor(readable: Readable) {
    this.#readable = readable
  }

  /** Bytes that wait, here and in the Readable. */
  get bytes(): number {
    return this.#bytes + this.#readable.readableLength
  }

  /**
   * Nothing waits here. Then `_read` has to ask for more whatever `bytes` says, which still counts what is just being
   * read: a Readable takes a chunk out only after `_read`, and does not call it again before it has got something.
   */
  get isDrained(): boolean {
    return this.#queue.isEmpty
  }

  receive(payload: Buffer): void {
    const own = ownBytes(payload)
    if (this.#wanted) {
      this.#wanted = this.#readable.push(own)
      return
    }
    this.#queue.push(own)
    this.#bytes += own.length
  }

  /** The end of what comes; what waits can still be read. */
  end(): void {
    this.#ended = true
    if (this.#wanted) this.#readable.push(null)
  }

  /** For `_read`. */
  pull(): void {
    this.#wanted = true
    while (this.#wanted) {
      const chunk = this.#queue.shift()
      if (chunk === undefined) break
      this.#bytes -= chunk.length
      this.#wanted = this.#readable.push(chunk)
    }
    if (this.#ended && this.#queue.isEmpty) this.#readable.push(null)
  }

  /** Nobody will read it. */
  clear(): void {
    this.#queue.clear()
    this.#bytes = 0
  }
}

/**
 * `payload`, for a queue: copied when it is a small part of the memory that it keeps from being freed. Pieces of a few
 * bytes that wait would each hold what was read from the socket with them.
 */
function ownBytes(payload: Buffer): Buffer {
  return payload.length * 2 < payload.buffer.byteLength ? Buffer.from(payload) : payload
}
