/** A peer's breach of SPDY that ends the connection. `status` goes into the GOAWAY. */
export class SpdyError extends Error {
  override readonly name = 'SpdyError'
  readonly status: number

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.status = status
  }
}
