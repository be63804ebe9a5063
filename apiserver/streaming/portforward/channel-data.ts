import { Duplex } from 'node:stream'
import { limitPieces } from '../../../proto/mux/limit-pieces.ts'
import { queuedReadableBytes, ReadQueue } from '../dialects/common/read-queue.ts'

/** What a channel needs of its WebSocket. */
export interface ChannelCarrier {
  /** Calls back when there is room for more. */
  send(payload: Buffer, callback: (error?: Error | null) => void): void
  /** Enough of this channel waits to be read, or not any more. */
  full(isFull: boolean): void
}

const bufferBytes = 64 * 1024

/** The client's end of one connection on a channel of a WebSocket. Its half-close is not the channel's to carry. */
export class ChannelData extends Duplex {
  readonly #carrier: ChannelCarrier
  readonly #queue = new ReadQueue(this)
  #ended = false

  constructor(carrier: ChannelCarrier) {
    super({ allowHalfOpen: true, readableHighWaterMark: queuedReadableBytes, writableHighWaterMark: bufferBytes })
    this.#carrier = carrier
    // Whoever uses it has listeners of its own; what nobody uses must not bring the process down.
    this.on('error', () => {})
    limitPieces(this)
  }

  receive(payload: Buffer): void {
    if (this.#ended || this.destroyed || payload.length === 0) return
    this.#queue.receive(payload)
    if (this.#queue.bytes > bufferBytes) this.#carrier.full(true)
  }

  /** Nothing more comes of the client. */
  receiveEnd(): void {
    if (this.#ended || this.destroyed) return
    this.#ended = true
    this.#queue.end()
    this.#carrier.full(false)
  }

  override _read(): void {
    this.#queue.pull()
    if (this.#queue.isDrained || this.#queue.bytes <= bufferBytes) this.#carrier.full(false)
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.#carrier.send(chunk, callback)
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#ended = true
    this.#queue.clear()
    this.#carrier.full(false)
    callback(error)
  }
}
