import type { CacheEvent } from './cache-event.ts'

interface Waiter {
  resolve(event: CacheEvent | undefined): void
  readonly timer: NodeJS.Timeout
}

/** Those who wait until the cache has reached the revision of their commit. */
export class RevisionWaiters {
  readonly #waiters = new Map<number, Waiter>()
  readonly #timeoutMs: number

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs
  }

  /** The event of that revision; undefined when it was not seen in time, or was skipped. */
  wait(revision: number): Promise<CacheEvent | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#settle(revision, undefined), this.#timeoutMs)
      this.#waiters.set(revision, { resolve, timer })
    })
  }

  reached(event: CacheEvent): void {
    if (this.#waiters.size > 0) this.#settle(event.revision, event)
  }

  /** The revisions up to this one were passed without their events. */
  skipped(upTo: number): void {
    for (const revision of this.#waiters.keys()) {
      if (revision <= upTo) this.#settle(revision, undefined)
    }
  }

  #settle(revision: number, event: CacheEvent | undefined): void {
    const waiter = this.#waiters.get(revision)
    if (!waiter) return
    this.#waiters.delete(revision)
    clearTimeout(waiter.timer)
    waiter.resolve(event)
  }
}
