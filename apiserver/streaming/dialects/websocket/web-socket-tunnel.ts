import { Duplex } from 'node:stream'
import type { StreamLimits } from '../../session/limits.ts'
import { queuedReadableBytes, ReadQueue } from '../common/read-queue.ts'
import type { MessagePiece } from './frame-reader.ts'
import type { WebSocketConnection } from './web-socket-connection.ts'
import { closeCode } from './frame-reader.ts'

const bufferBytes = 64 * 1024
/** How long a connection that is given up may take to close. */
const closeMs = 2000

/**
 * A byte stream in the binary messages of a WebSocket, wherever they cut it. Each write is a message of its own.
 * Neither direction can be half-closed: the end of either is the end of the WebSocket.
 */
export class WebSocketTunnel extends Duplex {
  readonly #webSocket: WebSocketConnection
  readonly #limits: Pick<StreamLimits, 'maxUnsentBytes'>
  readonly #queue = new ReadQueue(this)

  constructor(webSocket: WebSocketConnection, limits: Pick<StreamLimits, 'maxUnsentBytes'>) {
    super({ allowHalfOpen: true, readableHighWaterMark: queuedReadableBytes, writableHighWaterMark: bufferBytes })
    this.#webSocket = webSocket
    this.#limits = limits
    webSocket.on('piece', (piece) => this.#receive(piece))
    webSocket.on('ping', (data) => this.#pong(data))
    webSocket.on('error', (error) => this.destroy(error))
    webSocket.on('close', () => this.#endReading())
    // The socket was paused when it was handed over.
    webSocket.resume()
  }

  override _read(): void {
    this.#queue.pull()
    if (this.#queue.isDrained || this.#queue.bytes <= bufferBytes) this.#webSocket.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    if (!this.#webSocket.isOpen) return callback()
    this.#webSocket.send(chunk, { binary: true }, callback)
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], callback: (error?: Error | null) => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'buffer' as BufferEncoding, callback)
  }

  override _final(callback: (error?: Error | null) => void): void {
    this.#webSocket.close(closeCode.normal)
    callback()
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    const webSocket = this.#webSocket
    this.#queue.clear()
    if (webSocket.isClosed) return callback(error)
    // A close that is under way may still tell the client why, if it answers soon.
    if (error === null && !webSocket.isOpen) {
      webSocket.resume()
      const timer = setTimeout(() => webSocket.terminate(), closeMs)
      webSocket.once('close', () => clearTimeout(timer))
    } else {
      webSocket.terminate()
    }
    callback(error)
  }

  #receive({ bytes, isText }: MessagePiece): void {
    if (isText) this.#webSocket.close(closeCode.unsupportedData, 'only binary messages are understood')
    if (isText || this.destroyed || bytes.length === 0) return
    this.#queue.receive(bytes)
    if (this.#queue.bytes > bufferBytes) this.#webSocket.pause()
  }

  #endReading(): void {
    if (!this.destroyed) this.#queue.end()
  }

  /** Whoever floods us with pings and does not read is not owed an answer to each (RFC 6455, section 5.5.3). */
  #pong(data: Buffer): void {
    if (this.#webSocket.bufferedAmount <= this.#limits.maxUnsentBytes) this.#webSocket.pong(data)
  }
}
