import type { TerminalSize } from './stream-set.ts'

/** Hands sizes to one listener that may come later than the first size. */
export class ResizeRelay {
  #listener: ((size: TerminalSize) => void) | undefined
  #last: TerminalSize | undefined

  tell(size: TerminalSize): void {
    if (this.#listener) this.#listener(size)
    else this.#last = size
  }

  /** The last size that came before the call is delivered at once. */
  listen(listener: (size: TerminalSize) => void): void {
    this.#listener = listener
    if (this.#last) listener(this.#last)
    this.#last = undefined
  }
}
