import { status } from '@grpc/grpc-js'

/** What an agent is told when a call fails; the message is for whoever reads the agent's log. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError'
  readonly code: status
  /** The sender has a certificate of ours that is worth nothing any more: only a new token helps. */
  readonly isRevoked: boolean

  constructor(code: status, message: string, options: ErrorOptions & { readonly isRevoked?: boolean } = {}) {
    super(message, options)
    this.code = code
    this.isRevoked = options.isRevoked ?? false
  }
}

/** A credential that is not good. Counts against the sender's address. */
export function unauthenticated(message: string): GatewayError {
  return new GatewayError(status.UNAUTHENTICATED, message)
}

/** A certificate that was good once. */
export function revoked(message: string): GatewayError {
  return new GatewayError(status.UNAUTHENTICATED, message, { isRevoked: true })
}
