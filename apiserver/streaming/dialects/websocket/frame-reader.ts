/** Part of a message, as it came; an empty message is one empty piece. */
export interface MessagePiece {
  readonly bytes: Buffer
  readonly isText: boolean
  /** The first of its message, and the last. */
  readonly isFirst: boolean
  readonly isLast: boolean
}

export type FrameEvent =
  | ({ readonly kind: 'piece' } & MessagePiece)
  | { readonly kind: 'ping' | 'pong'; readonly payload: Buffer }
  /** `code` 1005: the client gave none. */
  | { readonly kind: 'close'; readonly code: number; readonly reason: Buffer }

const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const
const known: ReadonlySet<number> = new Set(Object.values(opcodes))
const finBit = 0x80
const reservedBits = 0x70
const opcodeBits = 0x0f
const maskBit = 0x80
const lengthBits = 0x7f
const maskBytes = 4
const maxHeaderBytes = 14
const maxControlBytes = 125

interface Frame {
  readonly opcode: number
  readonly isFinal: boolean
  readonly mask: Buffer
  /** Payload bytes seen so far, and those to come. */
  at: number
  left: number
}

/**
 * A client's frames, RFC 6455, section 5, without extensions. What comes of a message is handed on at once: neither a
 * frame nor a message is held until it is whole, however long its client says that it is.
 */
export class FrameReader {
  readonly #header = Buffer.alloc(maxHeaderBytes)
  #headerBytes = 0
  #frame: Frame | undefined
  #control = Buffer.alloc(0)
  /** The opcode of the message that is not complete. */
  #message: number | undefined
  #isFirst = true

  /** What `chunk` completes. Throws WebSocketError. Payloads are parts of `chunk`, which is written to. */
  push(chunk: Buffer): Iterable<FrameEvent> {
    return this.#read(chunk)
  }

  *#read(chunk: Buffer): Generator<FrameEvent, void> {
    let at = 0
    while (at < chunk.length) {
      if (this.#frame === undefined) at += this.#readHeader(chunk.subarray(at))
      const frame = this.#frame
      if (frame === undefined) return
      if (at === chunk.length && frame.left > 0) return
      const payload = unmask(frame, chunk.subarray(at, at + frame.left))
      at += payload.length
      if (frame.left === 0) this.#frame = undefined
      const event = frame.opcode >= opcodes.close ? this.#readControl(frame, payload) : this.#readData(frame, payload)
      if (event) yield event
    }
  }

  /** How many of `bytes` were taken; the frame is there when its header is whole. */
  #readHeader(bytes: Buffer): number {
    let taken = 0
    while (taken < bytes.length && this.#frame === undefined) {
      this.#header[this.#headerBytes++] = bytes[taken++] ?? 0
      if (this.#headerBytes >= 2 && this.#headerBytes === headerLength(this.#header)) this.#begin()
    }
    return taken
  }

  #begin(): void {
    const header = this.#header.subarray(0, this.#headerBytes)
    this.#headerBytes = 0
    const [first = 0] = header
    const opcode = first & opcodeBits
    const frame: Frame = {
      opcode,
      isFinal: (first & finBit) !== 0,
      mask: Buffer.from(header.subarray(-maskBytes)),
      at: 0,
      left: payloadLength(header),
    }
    if ((first & reservedBits) !== 0) throw violation('a reserved bit is set')
    if (!known.has(opcode)) throw violation(`unknown opcode ${opcode}`)
    if (opcode >= opcodes.close) this.#beginControl(frame)
    else this.#beginData(opcode)
    this.#frame = frame
  }

  #beginControl({ isFinal, left }: Frame): void {
    if (!isFinal || left > maxControlBytes) throw violation('a control frame that is too long, or in fragments')
    this.#control = Buffer.alloc(0)
  }

  #beginData(opcode: number): void {
    if ((opcode === opcodes.continuation) === (this.#message === undefined))
      throw violation('fragments that do not belong together')
    if (opcode === opcodes.continuation) return
    this.#message = opcode
    this.#isFirst = true
  }

  #readData({ isFinal, left }: Frame, bytes: Buffer): FrameEvent {
    const isText = this.#message === opcodes.text
    const isLast = isFinal && left === 0
    const piece = { kind: 'piece', bytes, isText, isFirst: this.#isFirst, isLast } as const
    this.#isFirst = false
    if (isLast) this.#message = undefined
    return piece
  }

  #readControl({ opcode, left }: Frame, bytes: Buffer): FrameEvent | undefined {
    this.#control = Buffer.concat([this.#control, bytes])
    if (left > 0) return undefined
    if (opcode === opcodes.close) return toClose(this.#control)
    return { kind: opcode === opcodes.ping ? 'ping' : 'pong', payload: this.#control }
  }
}

/** Of a header of which two bytes are there. */
function headerLength(header: Buffer): number {
  const second = header[1] ?? 0
  if ((second & maskBit) === 0) throw violation('a frame without a mask')
  const length = second & lengthBits
  if (length < 126) return 2 + maskBytes
  return (length === 126 ? 4 : 10) + maskBytes
}

function payloadLength(header: Buffer): number {
  const length = (header[1] ?? 0) & lengthBits
  if (length < 126) return length
  if (length === 126) return header.readUInt16BE(2)
  const long = header.readBigUInt64BE(2)
  if (long > Number.MAX_SAFE_INTEGER) throw new WebSocketError(closeCode.tooBig, 'a frame that is too long')
  return Number(long)
}

function unmask(frame: Frame, payload: Buffer): Buffer {
  const { mask, at } = frame
  for (let index = 0; index < payload.length; index++)
    payload[index] = (payload[index] ?? 0) ^ (mask[(at + index) & 3] ?? 0)
  frame.at = (at + payload.length) & 3
  frame.left -= payload.length
  return payload
}

function toClose(payload: Buffer): FrameEvent {
  if (payload.length === 0) return { kind: 'close', code: closeCode.none, reason: payload }
  if (payload.length === 1) throw violation('a close code that is cut off')
  const code = payload.readUInt16BE(0)
  if (!mayBeSent(code)) throw violation(`close code ${code}`)
  return { kind: 'close', code, reason: payload.subarray(2) }
}

/** RFC 6455, section 7.4, with what was registered since. */
function mayBeSent(code: number): boolean {
  return (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999)
}

function violation(message: string): WebSocketError {
  return new WebSocketError(closeCode.protocolError, message)
}

/** RFC 6455, section 7.4.1. `none` and `abnormal` are never sent: there was no code, or no close. */
export const closeCode = {
  normal: 1000,
  goingAway: 1001,
  protocolError: 1002,
  unsupportedData: 1003,
  none: 1005,
  abnormal: 1006,
  tooBig: 1009,
  internalError: 1011,
} as const

/** What is wrong with what a client sent; `code` is the close code to tell it with. */
export class WebSocketError extends Error {
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}
