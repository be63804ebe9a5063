import { goAwayStatus } from './frames.ts'
import { SpdyError } from './spdy-error.ts'

/** The headers of a stream: lower-case names, each with one value. */
export type SpdyHeaders = ReadonlyMap<string, string>

/** Lays headers out as name/value pairs, not yet compressed. Section 2.6.10. */
export function encodeHeaderPairs(headers: SpdyHeaders): Buffer {
  const parts = [uint32(headers.size)]
  for (const [name, value] of headers) {
    const nameBytes = Buffer.from(name, 'latin1')
    const valueBytes = Buffer.from(value, 'latin1')
    parts.push(uint32(nameBytes.length), nameBytes, uint32(valueBytes.length), valueBytes)
  }
  return Buffer.concat(parts)
}

/** Throws SpdyError unless `block` is exactly one list of at most `maxHeaders` pairs with distinct, non-empty names. */
export function decodeHeaderPairs(block: Buffer, options: { maxHeaders: number }): SpdyHeaders {
  const reader = new BlockReader(block)
  const count = reader.uint32()
  if (count > options.maxHeaders) throw malformed(`${count} headers`)
  const headers = new Map<string, string>()
  for (let index = 0; index < count; index++) {
    const name = reader.text().toLowerCase()
    if (name === '' || headers.has(name)) throw malformed('an empty or repeated header name')
    headers.set(name, reader.text())
  }
  if (!reader.atEnd) throw malformed('bytes after the last header')
  return headers
}

class BlockReader {
  readonly #block: Buffer
  #offset = 0

  constructor(block: Buffer) {
    this.#block = block
  }

  get atEnd(): boolean {
    return this.#offset === this.#block.length
  }

  uint32(): number {
    return this.#take(4).readUInt32BE(0)
  }

  text(): string {
    return this.#take(this.uint32()).toString('latin1')
  }

  #take(bytes: number): Buffer {
    const end = this.#offset + bytes
    if (end > this.#block.length) throw malformed('a header block that ends early')
    const taken = this.#block.subarray(this.#offset, end)
    this.#offset = end
    return taken
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function malformed(message: string): SpdyError {
  return new SpdyError(goAwayStatus.protocolError, `malformed headers: ${message}`)
}
