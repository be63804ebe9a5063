import { aranya } from '../gen/agent.js'
import { peerText } from './peer-text.ts'

const { Code } = aranya.agent.v1.Goodbye

/** Why a connection ends, in words that both sides act upon; see the wire's Goodbye.Code. */
export type GoodbyeCode = 'shutting-down' | 'replaced' | 'revoked' | 'protocol-error' | 'dead'

export interface Goodbye {
  readonly code: GoodbyeCode
  /** For people; at most 1024 characters cross the wire. */
  readonly message: string
}

const maxMessageCharacters = 1024

const wireCodes: Readonly<Record<GoodbyeCode, aranya.agent.v1.Goodbye.Code>> = {
  'shutting-down': Code.SHUTTING_DOWN,
  replaced: Code.REPLACED,
  revoked: Code.REVOKED,
  'protocol-error': Code.PROTOCOL_ERROR,
  dead: Code.DEAD,
}

const codes: ReadonlyMap<number, GoodbyeCode> = new Map(
  Object.entries(wireCodes).map(([code, wireCode]) => [wireCode, code as GoodbyeCode]),
)

/** The wire's form of `goodbye`. */
export function toWireGoodbye(goodbye: Goodbye): aranya.agent.v1.Goodbye.$Properties {
  return { code: wireCodes[goodbye.code], message: goodbye.message.slice(0, maxMessageCharacters) }
}

/** What the peer said; a code that this version does not know is read as `shutting-down`, so that the agent comes back. */
export function fromWireGoodbye(goodbye: aranya.agent.v1.Goodbye.$Properties): Goodbye {
  return {
    code: codes.get(goodbye.code ?? 0) ?? 'shutting-down',
    message: peerText(goodbye.message, maxMessageCharacters),
  }
}

/** What the peer did wrong, where that is why it is sent away. */
export function faultOf(goodbye: Goodbye | undefined): string | undefined {
  return goodbye?.code === 'protocol-error' ? goodbye.message : undefined
}
