/** One message on the wire: a channel and its bytes. */
export interface ChannelMessage {
  readonly channel: number
  readonly payload: Buffer
}

/** How a dialect puts channels into messages. */
export interface ChannelCodec {
  /** Whether messages go out as binary frames, else as text. */
  readonly binary: boolean
  encode(channel: number, payload: Uint8Array): Buffer
  /** Undefined when `message` is none. `message` is not empty. */
  decode(message: Buffer): ChannelMessage | undefined
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
  decode: (message) => ({ channel: message.readUInt8(0), payload: message.subarray(1) }),
}

const zero = 0x30
const notBase64 = /[^A-Za-z0-9+/=\s]/

/** The first character is the channel's digit, the rest is base64. */
export const base64Codec: ChannelCodec = {
  binary: false,
  encode: (channel, payload) => Buffer.from(`${channel}${Buffer.from(payload).toString('base64')}`, 'latin1'),
  decode(message) {
    const text = message.toString('latin1', 1)
    if (notBase64.test(text)) return undefined
    return { channel: message.readUInt8(0) - zero, payload: Buffer.from(text, 'base64') }
  },
}
