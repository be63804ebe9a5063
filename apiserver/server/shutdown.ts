import type { Logger } from 'pino'

/** How long an orderly shutdown may take before the process ends anyway. */
const stopTimeoutMs = 15_000

/** Closes what was opened, in the opposite order. */
export class Closers {
  readonly #closers: (() => unknown)[] = []
  #closing: Promise<void> | undefined

  add(close: () => unknown): void {
    this.#closers.unshift(close)
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeAll()
    return this.#closing
  }

  /** A failure to close one thing does not keep the others open. */
  async #closeAll(): Promise<void> {
    const errors: unknown[] = []
    for (const close of this.#closers) {
      try {
        await close()
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length > 0) throw errors[0]
  }
}

/** Closes everything on SIGTERM and SIGINT, and ends the process: 0 when that worked. */
export function exitOnSignal(opened: Closers, log: Logger): void {
  const stop = (signal: NodeJS.Signals): void => {
    log.info({ signal }, 'stopping')
    setTimeout(endNow, stopTimeoutMs).unref()
    opened.close().then(
      () => process.exit(0),
      (err: unknown) => {
        log.error({ err }, 'could not shut down cleanly')
        endNow()
      },
    )
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

/** Unlike process.exit(), this does not wait for pending writes, such as one to a pipe that nobody reads. */
function endNow(): void {
  process.kill(process.pid, 'SIGKILL')
}
