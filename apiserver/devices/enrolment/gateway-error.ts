import { status } from '@grpc/grpc-js'

/** What an agent is told when a call fails; the message is for whoever reads the agent's log. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError'
  readonly code: status

  constructor(code: status, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** A credential that is not good. Counts against the sender's address. */
export function unauthenticated(message: string): GatewayError {
  return new GatewayError(status.UNAUTHENTICATED, message)
}
