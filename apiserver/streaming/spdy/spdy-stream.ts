import { Duplex } from 'node:stream'
import type { SpdyHeaders } from './header-block.ts'

/** What a stream needs of its connection. */
export interface StreamCarrier {
  /** Calls back when the connection has room for more, or with the reason why there will be none. */
  sendData(streamId: number, data: { payload: Buffer; fin: boolean }, callback: (error?: Error | null) => void): void
  sendReply(streamId: number): void
  /** The stream is over. `complete`: both sides said so; else the peer is to be told. */
  release(streamId: number, options: { complete: boolean }): void
}

export interface SpdyStreamOptions {
  readonly id: number
  readonly headers: SpdyHeaders
  /** The peer does not listen on this stream. */
  readonly unidirectional: boolean
  readonly carrier: StreamCarrier
  /** Bytes that may wait to be read before the connection stops reading its socket. */
  readonly maxQueuedBytes: number
}

const bufferBytes = 64 * 1024

/**
 * One stream of a connection: a Duplex with independent half-closes. `end()` half-closes ours, `end` is the
 * peer's; `destroy()` before both resets the stream, and a reset by the peer destroys it with an error.
 */
export class SpdyStream extends Duplex {
  readonly id: number
  readonly headers: SpdyHeaders
  readonly #carrier: StreamCarrier
  readonly #maxQueuedBytes: number
  #wake: (() => void) | undefined
  #endReceived = false
  #endSent: boolean

  constructor(options: SpdyStreamOptions) {
    super({ allowHalfOpen: true, readableHighWaterMark: bufferBytes, writableHighWaterMark: bufferBytes })
    this.id = options.id
    this.headers = options.headers
    this.#carrier = options.carrier
    this.#maxQueuedBytes = options.maxQueuedBytes
    this.#endSent = options.unidirectional
    if (options.unidirectional) this.end()
  }

  /** Accepts the stream: SYN_REPLY without headers. */
  reply(): void {
    if (!this.#endSent) this.#carrier.sendReply(this.id)
  }

  /** Takes data of the peer. A promise says that enough waits here: it resolves when that was read, or will never be. */
  receive(payload: Buffer): Promise<void> | undefined {
    if (this.destroyed || this.#endReceived) return undefined
    if (payload.length > 0) this.push(payload)
    if (this.readableLength <= this.#maxQueuedBytes) return undefined
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  /** The peer's half-close. */
  receiveEnd(): void {
    if (this.#endReceived || this.destroyed) return
    this.#endReceived = true
    this.push(null)
  }

  /** The peer, or the connection's end, took the stream away. */
  receiveReset(error: Error): void {
    this.#endSent = true
    this.#endReceived = true
    this.destroy(error)
  }

  override _read(): void {
    this.#wake?.()
    this.#wake = undefined
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
    this._read()
    this.#carrier.release(this.id, { complete: this.#endSent && this.#endReceived })
    callback(error)
  }
}
