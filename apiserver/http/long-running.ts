/** Watches and streams that are open. Whoever closes the server aborts them all. */
export class LongRunning {
  readonly #open = new Set<AbortController>()
  #closed = false

  /** Registers one. Its signal is aborted at once when the server is closing already. */
  begin(): AbortController {
    const controller = new AbortController()
    if (this.#closed) controller.abort()
    else this.#open.add(controller)
    return controller
  }

  /** Forgets one, and aborts what still hangs on it. */
  end(controller: AbortController): void {
    this.#open.delete(controller)
    controller.abort()
  }

  /** Aborts all that are open, and all that come. */
  abortAll(): void {
    this.#closed = true
    for (const controller of this.#open) controller.abort()
    this.#open.clear()
  }
}
