import { aranya } from '../gen/agent.js'
import { MuxError } from '../mux/errors.ts'

export { fromRefusal, toRefusal } from '../mux/refusal.ts'

/**
 * Encodes and decodes what channels carry: the request that opens one, the messages beside its data,
 * and the result that ends it. Decoders reject nonsense with MuxError `invalid`.
 */

const { v1 } = aranya.agent

export type SessionRequest = aranya.agent.v1.SessionRequest.$Properties
export type ControlMessage = aranya.agent.v1.ControlMessage.$Properties
export type SessionResult = aranya.agent.v1.SessionResult.$Properties

export function encodeSessionRequest(request: SessionRequest): Uint8Array {
  return v1.SessionRequest.encode(request).finish()
}

/** `target` of the answer names what is asked for; undefined when this version does not know it. */
export function decodeSessionRequest(bytes: Uint8Array): aranya.agent.v1.SessionRequest {
  return decoded('session request', () => v1.SessionRequest.decode(bytes))
}

export function encodeControlMessage(message: ControlMessage): Uint8Array {
  return v1.ControlMessage.encode(message).finish()
}

/** `kind` of the answer names the message; undefined when this version does not know it, which is to be ignored. */
export function decodeControlMessage(bytes: Uint8Array): aranya.agent.v1.ControlMessage {
  return decoded('control message', () => v1.ControlMessage.decode(bytes))
}

export function encodeSessionResult(result: SessionResult): Uint8Array {
  return v1.SessionResult.encode(result).finish()
}

export function decodeSessionResult(bytes: Uint8Array): aranya.agent.v1.SessionResult {
  return decoded('session result', () => v1.SessionResult.decode(bytes))
}

function decoded<T>(what: string, decode: () => T): T {
  try {
    return decode()
  } catch (cause) {
    throw new MuxError('invalid', `the ${what} cannot be decoded`, { cause })
  }
}
