import { writeSync } from 'node:fs'
import { Writable } from 'node:stream'

/** How soon to try again when the terminal takes no more, at first and at most. */
const firstRetryMs = 2
const longestRetryMs = 50

/**
 * The way into a terminal. Node's own stream for it would spin, and stop the whole agent, while the terminal takes
 * nothing: a process that does not read, and 4 KiB of input, are enough. The descriptor does not block, so a write here
 * takes what there is room for and comes back later with the rest.
 */
export class PtyInput extends Writable {
  readonly #fd: number
  #timer: NodeJS.Timeout | undefined

  constructor(fd: number) {
    super({ highWaterMark: 16 * 1024 })
    this.#fd = fd
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.#writeFrom(chunk, firstRetryMs, done)
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#timer)
    done(error)
  }

  #writeFrom(chunk: Buffer, retryMs: number, done: (error?: Error) => void): void {
    if (this.destroyed) return done()
    const written = this.#tryWrite(chunk)
    if (written instanceof Error) return done(written)
    if (written === chunk.length) return done()
    const nextMs = written > 0 ? firstRetryMs : Math.min(retryMs * 2, longestRetryMs)
    this.#timer = setTimeout(() => this.#writeFrom(chunk.subarray(written), nextMs, done), retryMs)
  }

  #tryWrite(chunk: Buffer): number | Error {
    try {
      return writeSync(this.#fd, chunk)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      return code === 'EAGAIN' || code === 'EINTR' ? 0 : (error as Error)
    }
  }
}
