import { aranya } from '../gen/agent.js'
import type { MuxCode } from './errors.ts'
import { MuxError } from './errors.ts'
import { peerText } from './peer-text.ts'

export type Refusal = aranya.agent.v1.Refusal.$Properties

const maxMessageCharacters = 4096
const { Code } = aranya.agent.v1.Refusal

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
  return new MuxError(code, peerText(refusal?.message, maxMessageCharacters))
}
