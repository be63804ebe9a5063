import type { Inflate } from 'node:zlib'
import { constants, createInflate } from 'node:zlib'
import { headerDictionary } from './dictionary.ts'
import { goAwayStatus } from './frames.ts'
import { SpdyError } from './spdy-error.ts'

interface Waiter {
  resolve(block: Buffer): void
  reject(error: SpdyError): void
}

/**
 * Inflates a connection's header blocks, which are one continuous zlib stream. One block at a time.
 * A block that would grow beyond `maxBlockBytes` is given up as soon as it does, so that a small frame cannot
 * become much memory.
 */
export class HeaderInflater {
  readonly #inflate: Inflate
  readonly #maxBlockBytes: number
  #output: Buffer[] = []
  #outputBytes = 0
  #waiter: Waiter | undefined
  #failure: SpdyError | undefined

  constructor(options: { maxBlockBytes: number }) {
    this.#maxBlockBytes = options.maxBlockBytes
    this.#inflate = createInflate({
      dictionary: headerDictionary,
      flush: constants.Z_SYNC_FLUSH,
      finishFlush: constants.Z_SYNC_FLUSH,
      chunkSize: 4096,
    })
    this.#inflate.on('data', (chunk: Buffer) => this.#collect(chunk))
    this.#inflate.on('error', (cause) => this.#fail('header block that zlib cannot read', cause))
    this.#inflate.on('end', () => this.#fail('header stream that ends'))
  }

  /** Rejects with SpdyError; the connection cannot go on after that. */
  inflate(block: Buffer): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure)
      this.#waiter = { resolve, reject }
      this.#inflate.write(block, (error) => (error ? undefined : this.#complete()))
    })
  }

  /** Frees zlib's memory; a waiting `inflate` rejects. Idempotent. */
  close(): void {
    this.#fail('connection that is closed')
  }

  #collect(chunk: Buffer): void {
    this.#outputBytes += chunk.length
    if (this.#outputBytes > this.#maxBlockBytes) return this.#fail(`header block over ${this.#maxBlockBytes} bytes`)
    this.#output.push(chunk)
  }

  #complete(): void {
    // What zlib has pushed and not yet emitted comes out by `read`, as `data`.
    while (this.#inflate.read() !== null);
    const block = Buffer.concat(this.#output)
    this.#output = []
    this.#outputBytes = 0
    this.#waiter?.resolve(block)
    this.#waiter = undefined
  }

  #fail(what: string, cause?: unknown): void {
    this.#failure ??= new SpdyError(goAwayStatus.protocolError, `a ${what}`, { cause })
    this.#output = []
    this.#waiter?.reject(this.#failure)
    this.#waiter = undefined
    this.#inflate.destroy()
  }
}
