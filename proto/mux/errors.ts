/** Why a channel or session was refused or ended; one for each code of the wire's Refusal. */
export type MuxCode =
  | 'forbidden'
  | 'not-found'
  | 'invalid'
  | 'unsupported'
  | 'too-many'
  | 'unavailable'
  | 'timeout'
  | 'cancelled'
  | 'internal'

/** An error that crossed, or is to cross, the wire. Callers switch on `code`. */
export class MuxError extends Error {
  override readonly name = 'MuxError'
  readonly code: MuxCode

  constructor(code: MuxCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
