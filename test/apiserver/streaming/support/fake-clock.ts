import type { StreamClock } from '../../../../apiserver/streaming/session/clock.ts'

/** Time that passes when the test says so. */
export class FakeClock implements StreamClock {
  #nowMs = 0
  readonly #timers = new Set<{ atMs: number; task: () => void }>()

  get pending(): number {
    return this.#timers.size
  }

  now(): number {
    return this.#nowMs
  }

  schedule(task: () => void, delayMs: number): () => void {
    const timer = { atMs: this.#nowMs + delayMs, task }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Lets `ms` pass; tasks run in their order, at their time. */
  advance(ms: number): void {
    const untilMs = this.#nowMs + ms
    for (let next = this.#next(untilMs); next; next = this.#next(untilMs)) {
      this.#timers.delete(next)
      this.#nowMs = next.atMs
      next.task()
    }
    this.#nowMs = untilMs
  }

  #next(untilMs: number): { atMs: number; task: () => void } | undefined {
    const due = [...this.#timers].filter(({ atMs }) => atMs <= untilMs)
    return due.sort((a, b) => a.atMs - b.atMs)[0]
  }
}
