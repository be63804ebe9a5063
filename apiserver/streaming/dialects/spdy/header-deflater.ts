import { headerDictionaryId } from './dictionary.ts'

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
