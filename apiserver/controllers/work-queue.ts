import type { Logger } from 'pino'

const firstRetryMs = 50
const maxRetryMs = 30_000

export interface WorkQueueOptions {
  /** For the log. */
  readonly name: string
  /** Keys worked on at once. */
  readonly concurrency: number
  /** Brings what the key names to where it should be, from whatever state. Called again later when it rejects. */
  readonly sync: (key: string) => Promise<void>
  readonly log: Logger
}

/**
 * Keys that want to be looked at: each at most once in line and never twice at a time, so that the queue is bounded
 * by the number of objects, and one more look is enough after any number of changes. Failures are repeated with exponential
 * backoff, for ever: the state may have to change first.
 */
export class WorkQueue {
  readonly #options: WorkQueueOptions
  readonly #waiting = new Set<string>()
  readonly #running = new Set<string>()
  readonly #failures = new Map<string, number>()
  readonly #timers = new Map<string, NodeJS.Timeout>()
  #isStarting = false
  #closed = false
  #idle: (() => void) | undefined

  constructor(options: WorkQueueOptions) {
    this.#options = options
  }

  /** Work starts after what runs now: whoever adds all that there is has then seen all of it. */
  add(key: string): void {
    if (this.#closed) return
    this.#waiting.add(key)
    if (this.#isStarting) return
    this.#isStarting = true
    queueMicrotask(() => {
      this.#isStarting = false
      this.#start()
    })
  }

  /** Drops what is waiting, and waits for what is running. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true
    this.#waiting.clear()
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
    if (this.#running.size === 0) return
    await new Promise<void>((resolve) => {
      const before = this.#idle
      this.#idle = () => {
        before?.()
        resolve()
      }
    })
  }

  #start(): void {
    for (const key of this.#waiting) {
      if (this.#running.size >= this.#options.concurrency) return
      if (this.#running.has(key)) continue
      this.#waiting.delete(key)
      void this.#run(key)
    }
  }

  async #run(key: string): Promise<void> {
    this.#running.add(key)
    try {
      await this.#options.sync(key)
      this.#failures.delete(key)
    } catch (err) {
      this.#retryLater(key, err)
    } finally {
      this.#running.delete(key)
      if (this.#running.size === 0) this.#idle?.()
      this.#start()
    }
  }

  #retryLater(key: string, err: unknown): void {
    const failures = (this.#failures.get(key) ?? 0) + 1
    const retryMs = Math.min(firstRetryMs * 2 ** (failures - 1), maxRetryMs)
    if (this.#closed) return
    this.#failures.set(key, failures)
    const { log, name } = this.#options
    if (failures > 1)
      log.warn({ err, queue: name, key, failures, retryMs }, 'a controller could not do its work, trying again')
    clearTimeout(this.#timers.get(key))
    const timer = setTimeout(() => {
      this.#timers.delete(key)
      this.add(key)
    }, retryMs)
    this.#timers.set(key, timer)
  }
}
