/** Takes the next part of a message's payload; undefined when it cannot be decoded. */
export type PayloadDecoder = (bytes: Buffer, options: { readonly isLast: boolean }) => Buffer | undefined

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
