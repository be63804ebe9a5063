import type { ChannelCodec, PayloadDecoder } from './codec.ts'
import type { MessagePiece } from './frame-reader.ts'

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
