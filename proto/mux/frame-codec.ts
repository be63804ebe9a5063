import { aranya } from '../gen/agent.js'
import { maxFrameBytes } from './limits.ts'

const { Frame: WireFrame } = aranya.agent.v1

/** A decoded frame: `body` names the one field that it carries. */
export type Frame = aranya.agent.v1.Frame.$Shape

/** A frame to encode: exactly one field of the oneof. */
export type FrameBody = Omit<aranya.agent.v1.Frame.$Properties, 'sequence' | 'acknowledged' | 'body' | '$unknowns'>

/** Both in the wire's form. */
export interface FrameNumbers {
  readonly sequence: number
  readonly acknowledged: number
}

export function encodeFrame(numbers: FrameNumbers, body: FrameBody): Uint8Array {
  return WireFrame.encode({ sequence: numbers.sequence, acknowledged: numbers.acknowledged, ...body }).finish()
}

/** Throws ProtocolError for what is too long, is no frame, or has no body that this version knows. */
export function decodeFrame(bytes: Uint8Array): Frame {
  if (bytes.length > maxFrameBytes) throw new ProtocolError(`a frame of ${bytes.length} bytes`)
  const frame = decodeDataFrame(bytes) ?? decodeAnyFrame(bytes)
  if (frame.body === undefined) throw new ProtocolError('a frame without a body')
  return frame
}

function decodeAnyFrame(bytes: Uint8Array): Frame {
  try {
    return WireFrame.decode(bytes)
  } catch (cause) {
    throw new ProtocolError('a frame that cannot be decoded', { cause })
  }
}

/**
 * Data frames by hand, for they are nearly all that crosses the wire in bulk: one allocation and one copy to
 * encode, none to decode. Same bytes as the generated code, field numbers from agent.proto.
 */

/** Part of one stream's bytes, in pieces that the encoder puts together. */
export interface DataBody {
  readonly channel: number
  readonly stream: number
  readonly pieces: readonly Uint8Array[]
  readonly end: boolean
}

interface DecodedDataFrame {
  readonly sequence: number
  readonly acknowledged: number
  readonly body: 'data'
  readonly data: {
    readonly channel: number
    readonly stream: number
    readonly payload: Uint8Array
    readonly end: boolean
  }
}

const tagSequence = (1 << 3) | 0
const tagAcknowledged = (2 << 3) | 0
const tagData = (12 << 3) | 2
const tagChannel = (1 << 3) | 0
const tagStream = (2 << 3) | 0
const tagPayload = (3 << 3) | 2
const tagEnd = (4 << 3) | 0

/** `take` provides the memory for the frame. */
export function encodeDataFrame(numbers: FrameNumbers, data: DataBody, take: (bytes: number) => Buffer): Buffer {
  let payloadBytes = 0
  for (const piece of data.pieces) payloadBytes += piece.length
  const dataBytes = dataLength(data, payloadBytes)
  const head = fieldLength(numbers.sequence) + fieldLength(numbers.acknowledged)
  const frame = take(head + 1 + varintLength(dataBytes) + dataBytes)
  let at = writeField(frame, 0, tagSequence, numbers.sequence)
  at = writeField(frame, at, tagAcknowledged, numbers.acknowledged)
  at = writeLength(frame, at, tagData, dataBytes)
  writeData(frame, at, data, payloadBytes)
  return frame
}

function dataLength(data: DataBody, payloadBytes: number): number {
  const payload = payloadBytes === 0 ? 0 : 1 + varintLength(payloadBytes) + payloadBytes
  return fieldLength(data.channel) + fieldLength(data.stream) + payload + (data.end ? 2 : 0)
}

function writeData(frame: Buffer, from: number, data: DataBody, payloadBytes: number): void {
  let at = writeField(frame, from, tagChannel, data.channel)
  at = writeField(frame, at, tagStream, data.stream)
  if (payloadBytes > 0) at = writeLength(frame, at, tagPayload, payloadBytes)
  for (const piece of data.pieces) {
    frame.set(piece, at)
    at += piece.length
  }
  if (data.end) writeField(frame, at, tagEnd, 1)
}

/** Undefined for anything but a Data frame in the order in which we write it; the generated decoder has the last word on those. */
export function decodeDataFrame(bytes: Uint8Array): DecodedDataFrame | undefined {
  const reader = new FieldReader(bytes)
  const sequence = reader.field(tagSequence)
  const acknowledged = reader.field(tagAcknowledged)
  if (reader.length(tagData) !== reader.left) return undefined
  const channel = reader.field(tagChannel)
  const stream = reader.field(tagStream)
  const payload = reader.bytes(tagPayload)
  const end = reader.field(tagEnd) !== 0
  if (reader.failed || reader.left !== 0) return undefined
  return { sequence, acknowledged, body: 'data', data: { channel, stream, payload, end } }
}

/** Reads fields that are where they are expected, or 0 and nothing where they are not. */
class FieldReader {
  readonly #bytes: Uint8Array
  #at = 0
  /** A number was cut short or too large. */
  failed = false

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  field(tag: number): number {
    if (this.#bytes[this.#at] !== tag) return 0
    this.#at += 1
    return this.#varint()
  }

  /** -1 when the field is not there. */
  length(tag: number): number {
    return this.#bytes[this.#at] === tag ? this.field(tag) : -1
  }

  bytes(tag: number): Uint8Array {
    const length = Math.max(this.length(tag), 0)
    if (length > this.left) this.failed = true
    const bytes = this.#bytes.subarray(this.#at, this.#at + length)
    this.#at += bytes.length
    return bytes
  }

  #varint(): number {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#bytes[this.#at] ?? 0x80
      this.#at += 1
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return this.#checked(value)
    }
    this.failed = true
    return 0
  }

  #checked(value: number): number {
    if (value >= 2 ** 32) this.failed = true
    return value
  }
}

function varintLength(value: number): number {
  if (value < 2 ** 7) return 1
  if (value < 2 ** 14) return 2
  if (value < 2 ** 21) return 3
  return value < 2 ** 28 ? 4 : 5
}

/** Zero is not written: proto3's default. */
function fieldLength(value: number): number {
  return value === 0 ? 0 : 1 + varintLength(value)
}

function writeField(frame: Buffer, at: number, tag: number, value: number): number {
  return value === 0 ? at : writeLength(frame, at, tag, value)
}

function writeLength(frame: Buffer, from: number, tag: number, value: number): number {
  frame[from] = tag
  let at = from + 1
  let rest = value
  while (rest >= 0x80) {
    frame[at++] = (rest & 0x7f) | 0x80
    rest = Math.floor(rest / 128)
  }
  frame[at++] = rest
  return at
}

/**
 * Counters on the wire are 32 bits wide and wrap; in memory they are ordinary numbers that only grow. The functions below
 * translate between the two. They rely on both sides never being half the range apart, which the windows ensure.
 */
const span = 2 ** 32
/** Frame numbers skip 0, which means "not numbered". */
const numbers = span - 1

/** The wire's form of the `count`-th frame: 1 to 2^32 - 1, then 1 again; 0 stays 0. */
export function toWireNumber(count: number): number {
  return count === 0 ? 0 : ((count - 1) % numbers) + 1
}

/** The count nearest to `near` that the wire's `number` (not 0) can mean; may be negative for nonsense. */
export function fromWireNumber(number: number, near: number): number {
  let ahead = (number - toWireNumber(near)) % numbers
  if (ahead < 0) ahead += numbers
  return near + (ahead > numbers / 2 ? ahead - numbers : ahead)
}

/** The wire's form of a byte count: modulo 2^32. */
export function toWireOffset(bytes: number): number {
  return bytes % span
}

/** The byte count nearest to `near` that the wire's `offset` can mean. */
export function fromWireOffset(offset: number, near: number): number {
  const ahead = (offset - toWireOffset(near) + span) % span
  return near + (ahead > span / 2 ? ahead - span : ahead)
}

/** The peer broke the rules of docs/protocol.md. Ends the session with the goodbye `protocol-error`. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
}
