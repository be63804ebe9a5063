/** Frames of SPDY/3.1: the numbers, and encoders for what a server sends. SPDY protocol draft 3.1, section 2.6. */

export const frameHeaderBytes = 8
export const spdyVersion = 3

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
