import { setImmediate as nextTurn } from 'node:timers/promises'
import type { MuxClock } from '../../proto/mux/clock.ts'

interface Task {
  readonly atMs: number
  readonly run: () => void
}

/** The clock of every test that needs one: time passes when the test says so. */
export class FakeClock implements MuxClock {
  readonly #selfRunningMs: number
  #nowMs = 0
  readonly #tasks = new Set<Task>()

  /** Timers of at most `selfRunningMs` (0: none) run by themselves, and time jumps to them. */
  constructor(selfRunningMs = 0) {
    this.#selfRunningMs = selfRunningMs
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#tasks.size
  }

  now(): number {
    return this.#nowMs
  }

  schedule(task: () => void, delayMs: number): () => void {
    const entry = { atMs: this.#nowMs + delayMs, run: task }
    this.#tasks.add(entry)
    if (delayMs <= this.#selfRunningMs) void settle().then(() => this.#run(entry))
    return () => this.#tasks.delete(entry)
  }

  soon(task: () => void): void {
    setImmediate(task)
  }

  /** Lets `ms` pass at once: timers run in their order, and streams and promises do nothing in between. */
  pass(ms: number): void {
    const endMs = this.#nowMs + ms
    for (let next = this.#next(endMs); next !== undefined; next = this.#next(endMs)) this.#run(next)
    this.#nowMs = Math.max(this.#nowMs, endMs)
  }

  /** Lets `ms` pass, timer by timer, and after each of them what streams and promises do by themselves. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms
    await settle()
    for (let next = this.#next(endMs); next !== undefined; next = this.#next(endMs)) {
      this.#run(next)
      await settle()
    }
    this.#nowMs = Math.max(this.#nowMs, endMs)
  }

  /** Jumps, as a process does that was stopped: timers are late. */
  async jump(ms: number): Promise<void> {
    this.#nowMs += ms
    await this.advance(0)
  }

  #run(task: Task): void {
    if (!this.#tasks.delete(task)) return
    this.#nowMs = Math.max(this.#nowMs, task.atMs)
    task.run()
  }

  #next(endMs: number): Task | undefined {
    let next: Task | undefined
    for (const task of this.#tasks) if (task.atMs <= endMs && task.atMs < (next?.atMs ?? Infinity)) next = task
    return next
  }
}

/** Waits until streams and promises have nothing more to do by themselves. */
export async function settle(turns = 6): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await nextTurn()
}
