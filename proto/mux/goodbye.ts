import { aranya } from '../gen/agent.js'

const { Goodbye: WireGoodbye } = aranya.agent.v1

/** Why a connection ends, in words that both sides act upon; see the wire's Goodbye.Code. */
export type GoodbyeCode = 'shutting-down' | 'replaced' | 'revoked' | 'protocol-error' | 'dead'

export interface Goodbye {
  readonly code: GoodbyeCode
  /** For people; at most 1024 characters cross the wire. */
  readonly message: string
}

const maxMessageCharacters = 1024

/** The wire's form of `goodbye`. */
export function toWireGoodbye(goodbye: Goodbye): aranya.agent.v1.Goodbye.$Properties {
  return { code: toWireCode(goodbye.code), message: goodbye.message.slice(0, maxMessageCharacters) }
}

/** What the peer said; a code that this version does not know is read as `shutting-down`, so that the agent comes back. */
export function fromWireGoodbye(goodbye: aranya.agent.v1.Goodbye.$Properties): Goodbye {
  return { code: fromWireCode(goodbye.code), message: (goodbye.message ?? '').slice(0, maxMessageCharacters) }
}

function toWireCode(code: GoodbyeCode): aranya.agent.v1.Goodbye.Code {
  switch (code) {
    case 'shutting-down':
      return WireGoodbye.Code.SHUTTING_DOWN
    case 'replaced':
      return WireGoodbye.Code.REPLACED
    case 'revoked':
      return WireGoodbye.Code.REVOKED
    case 'protocol-error':
      return WireGoodbye.Code.PROTOCOL_ERROR
    case 'dead':
      return WireGoodbye.Code.DEAD
  }
}

function fromWireCode(code: aranya.agent.v1.Goodbye.Code | null | undefined): GoodbyeCode {
  switch (code) {
    case WireGoodbye.Code.REPLACED:
      return 'replaced'
    case WireGoodbye.Code.REVOKED:
      return 'revoked'
    case WireGoodbye.Code.PROTOCOL_ERROR:
      return 'protocol-error'
    case WireGoodbye.Code.DEAD:
      return 'dead'
    default:
      return 'shutting-down'
  }
}

/** What the peer did wrong, where that is why it is sent away. */
export function faultOf(goodbye: Goodbye | undefined): string | undefined {
  return goodbye?.code === 'protocol-error' ? goodbye.message : undefined
}
