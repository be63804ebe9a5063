import { Duplex } from 'node:stream'
import { limitPieces } from '../../../../proto/mux/limit-pieces.ts'
import { queuedReadableBytes, ReadQueue } from '../common/read-queue.ts'
import type { SpdyHeaders } from './header-block.ts'

/** What a stream needs of its connection. */
export interface StreamCarrier {
  /** Calls back when the connection has room for more, or with the reason why there will be none. */
  sendData(streamId: number, data: { payload: Buffer; fin: boolean }, callback: (error?: Error | null) => void): void
  sendReply(streamId: number): void
  /** So many bytes more (or fewer) of the stream wait to be read. */
  queued(bytes: number): void
  /** The stream is over. `complete`: both sides said so; else the peer is to be told. */
  release(streamId: number, options: { complete: boolean }): void
}

export interface SpdyStreamOptions {
  readonly id: number
  readonly headers: SpdyHeaders
  /** The peer does not listen on this stream. */
  readonly unidirectional: boolean
  readonly carrier: StreamCarrier
  /** Bytes that wait to be sent before writers are asked to wait. */
  readonly bufferBytes: number
}

/**
 * One stream of a connection: a Duplex with independent half-closes. `end()` half-closes ours, `end` is the
 * peer's; `destroy()` before both resets the stream, and a reset by the peer destroys it with an error.
 */
export class SpdyStream extends Duplex {
  readonly id: number
  readonly headers: SpdyHeaders
  readonly #carrier: StreamCarrier
  readonly #queue = new ReadQueue(this)
  #queuedBytes = 0
  #endReceived = false
  #endSent: boolean

  constructor(options: SpdyStreamOptions) {
    const { bufferBytes } = options
    super({ allowHalfOpen: true, readableHighWaterMark: queuedReadableBytes, writableHighWaterMark: bufferBytes })
    this.id = options.id
    this.headers = options.headers
    this.#carrier = options.carrier
    this.#endSent = options.unidirectional
    limitPieces(this)
    if (options.unidirectional) this.end()
  }

  /** Accepts the stream: SYN_REPLY without headers. */
  reply(): void {
    if (!this.#endSent) this.#carrier.sendReply(this.id)
  }

  /** Bytes that wait to be read. */
  get queuedBytes(): number {
    return this.#queuedBytes
  }

  /** Takes data of the peer. */
  receive(payload: Buffer): void {
    if (this.destroyed || this.#endReceived || payload.length === 0) return
    this.#queue.receive(payload)
    this.#count(this.#queue.bytes)
  }

  /** The peer's half-close. */
  receiveEnd(): void {
    if (this.#endReceived || this.destroyed) return
    this.#endReceived = true
    this.#queue.end()
  }

  /** The peer, or the connection's end, took the stream away. */
  receiveReset(error: Error): void {
    this.#endSent = true
    this.#endReceived = true
    this.destroy(error)
  }

  /** Everything that is read goes through here, but for what a reader was waiting for. */
  override read(size?: number): unknown {
    const chunk: unknown = super.read(size)
    this.#count(this.#queue.bytes)
    return chunk
  }

  override _read(): void {
    this.#queue.pull()
  }

  override _write(payload: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.#carrier.sendData(this.id, { payload, fin: false }, callback)
  }

  override _final(callback: (error?: Error | null) => void): void {
    if (this.#endSent) return callback()
    this.#endSent = true
    this.#carrier.sendData(this.id, { payload: Buffer.alloc(0), fin: true }, callback)
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#queue.clear()
    this.#count(0)
    this.#carrier.release(this.id, { complete: this.#endSent && this.#endReceived })
    callback(error)
  }

  #count(readableBytes: number): void {
    const queuedBytes = this.destroyed ? 0 : readableBytes
    const change = queuedBytes - this.#queuedBytes
    this.#queuedBytes = queuedBytes
    if (change !== 0) this.#carrier.queued(change)
  }
}
