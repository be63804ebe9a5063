import { HandshakeError } from '../../proto/mux/handshake.ts'
import type { Goodbye, SessionEnd } from '../../proto/mux/session.ts'
import { isRefused } from '../transports/grpc/gateway-client.ts'
import { toCallError } from '../transports/grpc/call-error.ts'
import { UserError } from '../state/state-files.ts'

/** Why there is no connection, as far as it matters for coming back. */
export interface Outcome {
  /**
   * `lost`: come back soon. `replaced`: another connection of this device took over; come back, but slowly, or two copies
   * of one disk would fight. `refused`: the server will not have this certificate; only a person can change that.
   */
  readonly kind: 'lost' | 'replaced' | 'refused'
  readonly reason: string
}

/** How a session that was there came to its end. */
export function outcomeOfEnd(end: SessionEnd, server: string): Outcome {
  if (end.by !== 'us' && end.goodbye) return outcomeOfGoodbye(end.goodbye)
  if (end.goodbye) return { kind: 'lost', reason: end.goodbye.message || end.goodbye.code }
  if (end.error) return outcomeOfError(end.error, server)
  return { kind: 'lost', reason: `${server} ended the connection` }
}

/** Why no session came about. */
export function outcomeOfError(error: unknown, server: string): Outcome {
  if (error instanceof HandshakeError && error.goodbye) return outcomeOfGoodbye(error.goodbye)
  if (error instanceof UserError) return { kind: isRefused(error) ? 'refused' : 'lost', reason: error.message }
  return { kind: isRefused(error) ? 'refused' : 'lost', reason: toCallError(error, server).message }
}

function outcomeOfGoodbye({ code, message }: Goodbye): Outcome {
  const reason = `the server says: ${message || code}`
  switch (code) {
    case 'replaced':
      return { kind: 'replaced', reason }
    case 'revoked':
      return { kind: 'refused', reason }
    default:
      return { kind: 'lost', reason }
  }
}
