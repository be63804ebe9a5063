/** Waits for a signal that may outlive the waiting: `stop` takes the listener back. */
export class AbortWait {
  /** Resolves when the signal aborts; never after `stop`. */
  readonly aborted: Promise<void>
  readonly #signal: AbortSignal
  #listener: () => void = () => {}

  constructor(signal: AbortSignal) {
    this.#signal = signal
    this.aborted = new Promise((resolve) => {
      this.#listener = resolve
    })
    if (signal.aborted) this.#listener()
    else signal.addEventListener('abort', this.#listener, { once: true })
  }

  stop(): void {
    this.#signal.removeEventListener('abort', this.#listener)
  }
}
