import { constants, createInflate } from 'node:zlib'
import type { Inflate } from 'node:zlib'
import { goAwayStatus, SpdyError } from './frames.ts'

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

const maxStoredBytes = 0xffff
/** An empty stored block: what Z_SYNC_FLUSH leaves. Go's inflater holds the data back until it has seen one. */
const syncFlush = Buffer.from([0, 0, 0, 0xff, 0xff])

/**
 * Wraps header blocks for the peer's inflater, which is one continuous zlib stream for the connection.
 * A server's headers are a few bytes, so they go as stored blocks (RFC 1951, section 3.2.4): no compression,
 * no compressor's memory for every connection, and no waiting.
 */
export class HeaderDeflater {
  #started = false

  /** Blocks of more than 65535 bytes are not for this; throws RangeError. */
  deflate(block: Buffer): Buffer {
    if (block.length > maxStoredBytes) throw new RangeError(`header block of ${block.length} bytes`)
    const stored = Buffer.allocUnsafe(5)
    stored[0] = 0
    stored.writeUInt16LE(block.length, 1)
    stored.writeUInt16LE(~block.length & 0xffff, 3)
    const head = this.#started ? [] : [zlibHeader()]
    this.#started = true
    return Buffer.concat([...head, stored, block, syncFlush])
  }
}

/** CMF, FLG with FDICT, DICTID: RFC 1950, section 2.2. */
function zlibHeader(): Buffer {
  const header = Buffer.from([0x78, 0xbb, 0, 0, 0, 0])
  header.writeUInt32BE(headerDictionaryId, 2)
  return header
}

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

/**
 * The zlib dictionary of header blocks: SPDY protocol draft 3, section 2.6.10.1. Words with a 4 byte length each,
 * then loose text. 1423 bytes, Adler-32 e3c6a7c2.
 */
const words = (
  'options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges age allow ' +
  'authorization cache-control connection content-base content-encoding content-language content-length ' +
  'content-location content-md5 content-range content-type date etag expect expires from host if-match ' +
  'if-modified-since if-none-match if-range if-unmodified-since last-modified location max-forwards pragma ' +
  'proxy-authenticate proxy-authorization range referer retry-after server te trailer transfer-encoding upgrade ' +
  'user-agent vary via warning www-authenticate method get status 200_OK version HTTP/1.1 url public set-cookie ' +
  'keep-alive origin'
).split(' ')

const text =
  '100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505' +
  '203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized' +
  '403 Forbidden404 Not Found500 Internal Server Error501 Not Implemented503 Service Unavailable' +
  'Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT' +
  'chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,' +
  'text/javascript,publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.'

/** The Adler-32 of the dictionary, as zlib names it in its header. */
const headerDictionaryId = 0xe3c6a7c2

export const headerDictionary: Buffer = Buffer.concat([...words.map(toEntry), Buffer.from(text, 'latin1')])

function toEntry(word: string): Buffer {
  const bytes = Buffer.from(word.replace('_', ' '), 'latin1')
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}
