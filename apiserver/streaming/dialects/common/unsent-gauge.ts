import { pieceBytes } from '../../../../proto/mux/limit-pieces.ts'

/** What waits for a socket, with what each piece of it costs besides its bytes. */
export class UnsentGauge {
  readonly #socket: { readonly writableLength: number }
  #pieces = 0

  constructor(socket: { readonly writableLength: number }) {
    this.#socket = socket
  }

  get bytes(): number {
    const { writableLength } = this.#socket
    return writableLength === 0 ? 0 : writableLength + this.#pieces * pieceBytes
  }

  /** `pieces` are about to be written. They count until the socket has taken all that waits. */
  add(pieces: number): void {
    this.#pieces = this.#socket.writableLength === 0 ? pieces : this.#pieces + pieces
  }
}
