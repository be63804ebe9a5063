import type { Writable } from 'node:stream'
import type { LineFormat } from './line-format.ts'

export interface LogSinkOptions {
  readonly sink: Writable
  /** Undefined: every byte as it is. */
  readonly format: LineFormat | undefined
  readonly limitBytes: number | undefined
  readonly signal: AbortSignal
}

/** Where a log goes: to the client, no faster than that reads, and no more than it asked for. */
export class LogSink {
  readonly #options: LogSinkOptions
  #left: number

  constructor(options: LogSinkOptions) {
    this.#options = options
    this.#left = options.limitBytes ?? Number.POSITIVE_INFINITY
  }

  /** Whether the client has all that it asked for. */
  get full(): boolean {
    return this.#left <= 0
  }

  /** Resolves when the next may be written; rejects when the client is gone. */
  async write(bytes: Buffer): Promise<void> {
    const { format } = this.#options
    await this.#send(format ? format.push(bytes) : bytes)
  }

  /** Writes what waited for the end of its line. */
  async flush(): Promise<void> {
    const { format } = this.#options
    if (format) await this.#send(format.flush())
  }

  async #send(bytes: Buffer): Promise<void> {
    const { sink, signal } = this.#options
    signal.throwIfAborted()
    if (bytes.length === 0 || this.full) return
    const part = bytes.length > this.#left ? bytes.subarray(0, this.#left) : bytes
    this.#left -= part.length
    if (!sink.write(part)) await drained(sink, signal)
  }
}

function drained(sink: Writable, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onDrain = (): void => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    }
    const onAbort = (): void => {
      sink.removeListener('drain', onDrain)
      reject(signal.reason as Error)
    }
    sink.once('drain', onDrain)
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
  })
}
