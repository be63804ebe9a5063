import type { MessagePiece } from './frame-reader.ts'

/** Takes the next part of a message's payload; undefined when it cannot be decoded. */
type PayloadDecoder = (bytes: Buffer, options: { readonly isLast: boolean }) => Buffer | undefined

/** How a dialect puts channels into messages: one byte for the channel, then the payload. */
export interface ChannelCodec {
  /** Whether messages go out as binary frames, else as text. */
  readonly binary: boolean
  encode(channel: number, payload: Uint8Array): Buffer
  /** What the first byte of a message stands for. */
  toChannel(byte: number): number
  /** For one message, which comes in parts. */
  createDecoder(): PayloadDecoder
}

/** The first byte is the channel. */
export const binaryCodec: ChannelCodec = {
  binary: true,
  encode(channel, payload) {
    const message = Buffer.allocUnsafe(payload.length + 1)
    message[0] = channel
    message.set(payload, 1)
    return message
  },
  toChannel: (byte) => byte,
  createDecoder: () => (bytes) => bytes,
}

/** One channel alone, as a log has it: all of a message is payload. What the client sends has no meaning. */
export const wholeBinaryCodec: ChannelCodec = {
  binary: true,
  encode: (_channel, { buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength),
  toChannel: () => 1,
  createDecoder: () => (bytes) => bytes,
}

/** As {@link wholeBinaryCodec}, in base64. */
export const wholeBase64Codec: ChannelCodec = {
  ...wholeBinaryCodec,
  binary: false,
  encode: (_channel, payload) => Buffer.from(Buffer.from(payload).toString('base64'), 'latin1'),
}

const zero = 0x30

const notBase64 = /[^A-Za-z0-9+/=\s]/

/** The first character is the channel's digit, the rest is base64. */
export const base64Codec: ChannelCodec = {
  binary: false,
  encode: (channel, payload) => Buffer.from(`${channel}${Buffer.from(payload).toString('base64')}`, 'latin1'),
  toChannel: (byte) => byte - zero,
  createDecoder: createBase64Decoder,
}

/** Four characters make three bytes: what is left of a part waits for the next. */
function createBase64Decoder(): PayloadDecoder {
  let waiting = ''
  return (bytes, { isLast }) => {
    const text = waiting + bytes.toString('latin1').replace(/\s+/g, '')
    if (notBase64.test(text)) return undefined
    const complete = isLast ? text.length : text.length - (text.length % 4)
    waiting = text.slice(complete)
    return Buffer.from(text.slice(0, complete), 'base64')
  }
}

/** Part of what came on one channel. */
export interface ChannelPiece {
  readonly channel: number
  readonly payload: Buffer
  /** The last of its message. */
  readonly isLast: boolean
}

/** Finds the channel of each message, whose parts it hands on as they come. */
export class ChannelReader {
  readonly #codec: ChannelCodec
  #message: { readonly channel: number; readonly decode: PayloadDecoder } | undefined

  constructor(codec: ChannelCodec) {
    this.#codec = codec
  }

  /** Undefined for a message that names no channel, or none yet. */
  read({ bytes, isFirst, isLast }: MessagePiece): ChannelPiece | 'malformed' | undefined {
    if (isFirst) this.#message = undefined
    const rest = this.#message ? bytes : bytes.subarray(1)
    const [first] = bytes
    if (first !== undefined) this.#message ??= this.#begin(first)
    if (!this.#message) return undefined
    const payload = this.#message.decode(rest, { isLast })
    return payload ? { channel: this.#message.channel, payload, isLast } : 'malformed'
  }

  #begin(first: number): { channel: number; decode: PayloadDecoder } {
    return { channel: this.#codec.toChannel(first), decode: this.#codec.createDecoder() }
  }
}

/** v5's signal that a channel has no more: a message on a channel of its own, which names that one in one byte. */
export class CloseSignal {
  #payload = Buffer.alloc(0)

  /** The channel, once the message is whole. */
  read({ payload, isLast }: ChannelPiece): number | 'malformed' | undefined {
    // More than one byte is as wrong as any number of them.
    this.#payload = Buffer.concat([this.#payload, payload]).subarray(0, 2)
    if (!isLast) return undefined
    const [closed, ...more] = this.#payload
    this.#payload = Buffer.alloc(0)
    return closed === undefined || more.length > 0 ? 'malformed' : closed
  }
}
