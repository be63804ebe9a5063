/** Frames of SPDY/3.1: the numbers, and encoders for what a server sends. SPDY protocol draft 3.1, section 2.6. */

const frameHeaderBytes = 8
const spdyVersion = 3

/** Types of control frames. */
export const frameType = {
  synStream: 1,
  synReply: 2,
  rstStream: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  headers: 8,
  windowUpdate: 9,
} as const

export const flagFin = 0x01
export const flagUnidirectional = 0x02

/** Status codes of RST_STREAM. */
export const resetStatus = {
  protocolError: 1,
  invalidStream: 2,
  refusedStream: 3,
  cancel: 5,
  internalError: 6,
} as const

/** Status codes of GOAWAY. */
export const goAwayStatus = { ok: 0, protocolError: 1, internalError: 2 } as const

/** The header alone: the payload follows it on the wire. */
export function encodeDataHeader(streamId: number, options: { fin: boolean; payloadBytes: number }): Buffer {
  const header = Buffer.allocUnsafe(frameHeaderBytes)
  header.writeUInt32BE(streamId, 0)
  header.writeUInt32BE(options.payloadBytes, 4)
  header[4] = options.fin ? flagFin : 0
  return header
}

export function encodeSynReply(streamId: number, headerBlock: Buffer): Buffer {
  return controlFrame(frameType.synReply, Buffer.concat([uint32(streamId), headerBlock]))
}

export function encodeRstStream(streamId: number, status: number): Buffer {
  return controlFrame(frameType.rstStream, uint32(streamId, status))
}

export function encodePing(id: number): Buffer {
  return controlFrame(frameType.ping, uint32(id))
}

export function encodeGoAway(lastStreamId: number, status: number): Buffer {
  return controlFrame(frameType.goAway, uint32(lastStreamId, status))
}

function controlFrame(type: number, body: Buffer): Buffer {
  const header = Buffer.allocUnsafe(frameHeaderBytes)
  header.writeUInt16BE(0x8000 | spdyVersion, 0)
  header.writeUInt16BE(type, 2)
  header.writeUInt32BE(body.length, 4)
  return Buffer.concat([header, body])
}

function uint32(...values: number[]): Buffer {
  const bytes = Buffer.allocUnsafe(values.length * 4)
  values.forEach((value, index) => bytes.writeUInt32BE(value, index * 4))
  return bytes
}

/** What the parser makes of the bytes. Data comes in pieces as it arrives, so that no frame is ever held whole. */
export type ParsedFrame =
  | { readonly kind: 'control'; readonly type: number; readonly flags: number; readonly body: Buffer }
  | { readonly kind: 'data'; readonly streamId: number; readonly payload: Buffer; readonly end: boolean }

interface FrameHeader {
  /** The stream's number for data, else the type of the control frame. */
  readonly id: number
  readonly control: boolean
  readonly flags: number
  readonly payloadBytes: number
}

/** Cuts a byte stream into SPDY frames, holding at most one control frame's bytes. */
export class FrameParser {
  readonly #maxControlBytes: number
  #partial: Buffer[] = []
  #partialBytes = 0
  #header: FrameHeader | undefined
  #remainingBytes = 0

  constructor(options: { maxControlBytes: number }) {
    this.#maxControlBytes = options.maxControlBytes
  }

  /** Throws SpdyError at the first frame that cannot be; nothing can be parsed after that. */
  *push(chunk: Buffer): Generator<ParsedFrame, void, undefined> {
    let rest = chunk
    while (rest.length > 0) {
      rest = this.#header === undefined ? this.#takeHeader(rest) : rest
      const header = this.#header
      if (header === undefined) return
      if (rest.length === 0 && this.#remainingBytes > 0) return
      rest = header.control ? yield* this.#takeControl(header, rest) : yield* this.#takeData(header, rest)
    }
  }

  #takeHeader(chunk: Buffer): Buffer {
    const rest = this.#collect(chunk, frameHeaderBytes)
    if (this.#partialBytes < frameHeaderBytes) return rest
    this.#header = this.#parseHeader(this.#takePartial())
    this.#remainingBytes = this.#header.payloadBytes
    return rest
  }

  #parseHeader(bytes: Buffer): FrameHeader {
    const first = bytes.readUInt32BE(0)
    const control = first >= 0x80000000
    const flags = bytes.readUInt8(4)
    const payloadBytes = bytes.readUIntBE(5, 3)
    if (!control) return { id: first, control, flags, payloadBytes }
    const version = (first >>> 16) & 0x7fff
    if (version !== spdyVersion) throw protocolError(`SPDY version ${version} is not supported`)
    if (payloadBytes > this.#maxControlBytes) throw protocolError(`control frame of ${payloadBytes} bytes`)
    return { id: first & 0xffff, control, flags, payloadBytes }
  }

  *#takeControl(header: FrameHeader, chunk: Buffer): Generator<ParsedFrame, Buffer, undefined> {
    const rest = this.#collect(chunk, header.payloadBytes)
    if (this.#partialBytes < header.payloadBytes) return rest
    const body = this.#takePartial()
    this.#header = undefined
    yield { kind: 'control', type: header.id, flags: header.flags, body }
    return rest
  }

  *#takeData(header: FrameHeader, chunk: Buffer): Generator<ParsedFrame, Buffer, undefined> {
    const payload = chunk.subarray(0, this.#remainingBytes)
    this.#remainingBytes -= payload.length
    const complete = this.#remainingBytes === 0
    if (complete) this.#header = undefined
    yield { kind: 'data', streamId: header.id, payload, end: complete && (header.flags & flagFin) !== 0 }
    return chunk.subarray(payload.length)
  }

  /** Moves bytes of `chunk` into the partial buffer until that has `wantedBytes`; answers with the rest. */
  #collect(chunk: Buffer, wantedBytes: number): Buffer {
    const taken = chunk.subarray(0, wantedBytes - this.#partialBytes)
    this.#partial.push(taken)
    this.#partialBytes += taken.length
    return chunk.subarray(taken.length)
  }

  #takePartial(): Buffer {
    const bytes = this.#partial.length === 1 && this.#partial[0] ? this.#partial[0] : Buffer.concat(this.#partial)
    this.#partial = []
    this.#partialBytes = 0
    return bytes
  }
}

function protocolError(message: string): SpdyError {
  return new SpdyError(goAwayStatus.protocolError, message)
}

/** A peer's breach of SPDY that ends the connection. `status` goes into the GOAWAY. */
export class SpdyError extends Error {
  override readonly name = 'SpdyError'
  readonly status: number

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.status = status
  }
}
