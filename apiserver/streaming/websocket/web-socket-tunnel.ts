import { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { StreamLimits } from '../limits.ts'

const bufferBytes = 64 * 1024
const normalClosure = 1000
const unsupportedData = 1003
/** How long a connection that is given up may take to close. */
const closeMs = 2000

/**
 * A byte stream in the binary messages of a WebSocket, wherever they cut it. Each write is a message of its own.
 * Neither direction can be half-closed: the end of either is the end of the WebSocket.
 */
export class WebSocketTunnel extends Duplex {
  readonly #webSocket: WebSocket
  readonly #limits: Pick<StreamLimits, 'maxUnsentBytes'>

  constructor(webSocket: WebSocket, limits: Pick<StreamLimits, 'maxUnsentBytes'>) {
    super({ allowHalfOpen: true, readableHighWaterMark: bufferBytes, writableHighWaterMark: bufferBytes })
    this.#webSocket = webSocket
    this.#limits = limits
    webSocket.on('message', (data, isBinary) => this.#receive(data as Buffer, isBinary))
    webSocket.on('ping', (data) => this.#pong(data))
    webSocket.on('error', (error) => this.destroy(error))
    webSocket.on('close', () => this.#endReading())
    // The socket was paused when it was handed over.
    webSocket.resume()
  }

  override _read(): void {
    this.#webSocket.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    if (this.#webSocket.readyState !== this.#webSocket.OPEN) return callback()
    this.#webSocket.send(chunk, { binary: true }, callback)
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], callback: (error?: Error | null) => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'buffer' as BufferEncoding, callback)
  }

  override _final(callback: (error?: Error | null) => void): void {
    this.#webSocket.close(normalClosure)
    callback()
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    const webSocket = this.#webSocket
    if (webSocket.readyState === webSocket.CLOSED) return callback(error)
    // A close that is under way may still tell the client why, if it answers soon.
    if (error === null && webSocket.readyState === webSocket.CLOSING) {
      webSocket.resume()
      const timer = setTimeout(() => webSocket.terminate(), closeMs)
      webSocket.once('close', () => clearTimeout(timer))
    } else {
      webSocket.terminate()
    }
    callback(error)
  }

  #receive(message: Buffer, isBinary: boolean): void {
    if (!isBinary) this.#webSocket.close(unsupportedData, 'only binary messages are understood')
    else if (!this.destroyed && !this.push(message)) this.#webSocket.pause()
  }

  #endReading(): void {
    if (!this.destroyed) this.push(null)
  }

  /** Whoever floods us with pings and does not read is not owed an answer to each (RFC 6455, section 5.5.3). */
  #pong(data: Buffer): void {
    if (this.#webSocket.bufferedAmount <= this.#limits.maxUnsentBytes) this.#webSocket.pong(data, undefined, () => {})
  }
}
