import { aranya } from '../gen/agent.js'
import { decodeDataFrame } from './data-codec.ts'
import { maxFrameBytes } from './limits.ts'
import { ProtocolError } from './protocol-error.ts'

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
