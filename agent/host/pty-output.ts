import { readSync } from 'node:fs'
import { Readable } from 'node:stream'
import { ReadStream } from 'node:tty'

const chunkBytes = 64 * 1024

/**
 * The way out of a terminal. Node's own stream for it ends too early: when the other end is closed, the first read that
 * does not fill its buffer, and no read of a terminal does, counts as the last. So the owner keeps the other end open,
 * and says when nobody writes to it any more; what is left is then read directly until there is nothing.
 */
export class PtyOutput extends Readable {
  readonly #fd: number
  readonly #stream: ReadStream
  #isDraining = false

  /** Owns `fd` from here, which must not block. */
  constructor(fd: number) {
    super({ highWaterMark: chunkBytes })
    this.#fd = fd
    this.#stream = new ReadStream(fd)
    this.#stream.pause()
    this.#stream.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) this.#stream.pause()
    })
    // EIO, should somebody have hung the terminal up.
    this.#stream.on('error', () => this.drain())
  }

  /** All writers are gone: ends after what they wrote. Idempotent. */
  drain(): void {
    if (this.#isDraining || this.destroyed) return
    this.#isDraining = true
    this.#stream.pause()
    // What `read` returns below is told to these, too.
    this.#stream.removeAllListeners('data')
    this.#readRest()
  }

  override _read(): void {
    if (this.#isDraining) this.#readRest()
    else this.#stream.resume()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#stream.destroy()
    done(error)
  }

  #readRest(): void {
    // What the stream has read and not handed out comes first.
    let chunk = (this.#stream.read() as Buffer | null) ?? this.#readNow()
    while (chunk !== undefined && this.push(chunk)) chunk = this.#readNow()
    if (chunk === undefined) this.push(null)
  }

  /** Undefined when there is nothing: EAGAIN, or EIO. */
  #readNow(): Buffer | undefined {
    if (this.#stream.destroyed) return undefined
    const buffer = Buffer.allocUnsafe(chunkBytes)
    try {
      const length = readSync(this.#fd, buffer)
      return length > 0 ? buffer.subarray(0, length) : undefined
    } catch {
      return undefined
    }
  }
}
