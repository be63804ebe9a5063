import { aranya } from './gen/agent.js'
import type { MuxCode } from './mux/errors.ts'
import { MuxError } from './mux/errors.ts'

/**
 * Encodes and decodes what channels carry: the request that opens one, the messages beside its data,
 * and the result that ends it. Decoders reject nonsense with MuxError `invalid`.
 */

const { v1 } = aranya.agent

export type SessionRequest = aranya.agent.v1.SessionRequest.$Properties
export type ControlMessage = aranya.agent.v1.ControlMessage.$Properties
export type SessionResult = aranya.agent.v1.SessionResult.$Properties
export type Refusal = aranya.agent.v1.Refusal.$Properties

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

const maxMessageCharacters = 4096
const { Code } = v1.Refusal

const wireCodes: Readonly<Record<MuxCode, aranya.agent.v1.Refusal.Code>> = {
  forbidden: Code.FORBIDDEN,
  'not-found': Code.NOT_FOUND,
  invalid: Code.INVALID,
  unsupported: Code.UNSUPPORTED,
  'too-many': Code.TOO_MANY,
  unavailable: Code.UNAVAILABLE,
  timeout: Code.TIMEOUT,
  cancelled: Code.CANCELLED,
  internal: Code.INTERNAL,
}

const muxCodes: ReadonlyMap<number, MuxCode> = new Map(
  Object.entries(wireCodes).map(([code, wireCode]) => [wireCode, code as MuxCode]),
)

/** What crosses the wire of an error: its code and the first 4096 characters of its message. */
export function toRefusal(error: MuxError): Refusal {
  return { code: wireCodes[error.code], message: error.message.slice(0, maxMessageCharacters) }
}

/** An unknown or missing code is `internal`. */
export function fromRefusal(refusal: Refusal | null | undefined): MuxError {
  const code = muxCodes.get(refusal?.code ?? Code.UNSPECIFIED) ?? 'internal'
  return new MuxError(code, (refusal?.message ?? '').slice(0, maxMessageCharacters))
}
