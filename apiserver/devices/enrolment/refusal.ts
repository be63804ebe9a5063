import { StorageError } from '../../storage/errors.ts'

/** The canonical codes of gRPC, of which other transports have equivalents: https://grpc.io/docs/guides/status-codes */
export type RefusalCode =
  | 'deadline_exceeded'
  | 'internal'
  | 'invalid_argument'
  | 'permission_denied'
  | 'resource_exhausted'
  | 'unauthenticated'
  | 'unavailable'

/** Why an agent's call or connection is refused. The message reaches the agent's log; gateways translate the code. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: RefusalCode
  /** The agent has a certificate that this server signed and no longer accepts: it needs a new join token. */
  readonly isRevoked: boolean

  constructor(code: RefusalCode, message: string, options: ErrorOptions & { readonly isRevoked?: boolean } = {}) {
    super(message, options)
    this.code = code
    this.isRevoked = options.isRevoked ?? false
  }
}

/** For credentials that were never valid, or have expired. */
export function unauthenticated(message: string): Refusal {
  return new Refusal('unauthenticated', message)
}

/** For certificates that were valid once. */
export function revoked(message: string): Refusal {
  return new Refusal('unauthenticated', message, { isRevoked: true })
}

/** Any error as a refusal; what went wrong inside the server stays in `cause`, for the server's log. */
export function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof StorageError)
    return new Refusal('unavailable', "the server's store is unavailable; try again later", { cause: error })
  return new Refusal('internal', "internal error; see the server's log", { cause: error })
}

/** Whether the agent's credentials were at fault, so that repeated attempts are guesses. */
export function isBadCredential({ code }: Refusal): boolean {
  return code === 'unauthenticated' || code === 'permission_denied' || code === 'invalid_argument'
}
