import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import { AppendError } from './line-sink.ts'
import type { LineSink } from './line-sink.ts'
import type { AuditMetrics } from './metrics.ts'

export interface AuditWriterOptions {
  /** Owned by the writer. */
  readonly sink: LineSink
  readonly metrics: AuditMetrics
  readonly log: Logger
  /** Lines that wait, in characters; what comes beyond it is dropped, and counted. */
  readonly maxBuffered?: number
  /** How long lines wait for others, to be written at once. */
  readonly batchMs?: number
  /** How long after a failure it is tried again: doubled each time, from the first to the last. */
  readonly retryMs?: { readonly first: number; readonly last: number }
  /** The process's log is told of a failure that goes on so often. */
  readonly reminderMs?: number
}

const defaults = {
  maxBuffered: 16 * 1024 * 1024,
  batchMs: 100,
  retryMs: { first: 250, last: 5_000 },
  reminderMs: 60_000,
}
/** How long the end of the process waits for what is being written. */
const closeMs = 5_000
/** What is written at once, in characters. */
const maxChunk = 512 * 1024

interface Chunk {
  /** What of it is not written yet. */
  readonly rest: Buffer
  readonly lines: number
  /** In characters. */
  readonly size: number
}

interface Waiter {
  /** Resolved when so many lines were written. */
  readonly line: number
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * Takes lines to a sink in batches, in order, each once. While the sink fails, lines are kept up to a bound, newer ones are
 * dropped and counted, and the process's log is told at a bounded rate; what was kept is written when that works again.
 */
export class AuditWriter {
  readonly #options: Required<AuditWriterOptions>
  #lines: string[] = []
  #chunk: Chunk | undefined
  #buffered = 0
  #added = 0
  #written = 0
  #waiters: Waiter[] = []
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #failures = 0
  #dropped = 0
  #lastReminderMs = -Infinity
  #closed = false

  constructor(options: AuditWriterOptions) {
    this.#options = { ...defaults, ...options }
  }

  /** True from a failure until what waited then is written. */
  get isFailing(): boolean {
    return this.#failures > 0
  }

  /** In characters. */
  get buffered(): number {
    return this.#buffered
  }

  /** Takes a line, newline included, or false when there is no room for it. */
  add(line: string): boolean {
    if (this.#closed || this.#buffered + line.length > this.#options.maxBuffered) {
      this.#dropped++
      this.#options.metrics.events('dropped', 1)
      return false
    }
    this.#lines.push(line)
    this.#added++
    this.#buffered += line.length
    this.#schedule(this.#options.batchMs)
    return true
  }

  /** Resolves when every line that was taken so far is written; rejects with the sink's error as soon as that fails. */
  flush(): Promise<void> {
    if (this.#written === this.#added) return Promise.resolve()
    const flushed = new Promise<void>((resolve, reject) => this.#waiters.push({ line: this.#added, resolve, reject }))
    this.#run()
    return flushed
  }

  /** Tries once to write what waits, and closes the sink. Rejects when a write does not come to an end. Idempotent. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    const over = new AbortController()
    const isOver = await Promise.race([this.#finish().then(() => true), delay(closeMs, false, over)])
    over.abort()
    clearTimeout(this.#timer)
    const lost = this.#added - this.#written + this.#dropped
    if (lost > 0) this.#options.log.error({ lost }, 'audit events were lost')
    if (!isOver) throw new Error('nobody takes what is written to the audit log')
    await this.#options.sink.close()
  }

  async #finish(): Promise<void> {
    await this.#running
    await this.flush().catch(() => {})
  }

  #schedule(delayMs: number): void {
    if (this.#running === undefined) this.#timer ??= setTimeout(() => this.#run(), delayMs).unref()
  }

  #run(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#running ??= this.#writeAll().finally(() => {
      this.#running = undefined
      if (this.#buffered > 0 && !this.#closed) this.#schedule(this.#nextDelayMs())
    })
  }

  #nextDelayMs(): number {
    const { batchMs, retryMs } = this.#options
    return this.#failures === 0 ? batchMs : Math.min(retryMs.last, retryMs.first * 2 ** (this.#failures - 1))
  }

  /** Never rejects. */
  async #writeAll(): Promise<void> {
    try {
      while (this.#chunk !== undefined || this.#lines.length > 0) await this.#writeChunk((this.#chunk ??= this.#take()))
    } catch (error) {
      this.#fail(error)
    }
  }

  async #writeChunk(chunk: Chunk): Promise<void> {
    try {
      await this.#options.sink.append(chunk.rest)
    } catch (error) {
      const writtenBytes = error instanceof AppendError ? error.writtenBytes : 0
      this.#chunk = { ...chunk, rest: chunk.rest.subarray(writtenBytes) }
      throw error
    }
    this.#chunk = undefined
    this.#buffered -= chunk.size
    this.#written += chunk.lines
    this.#options.metrics.events('written', chunk.lines)
    this.#recover()
    const isDone = ({ line }: Waiter): boolean => line <= this.#written
    const done = this.#waiters.filter(isDone)
    if (done.length === 0) return
    this.#waiters = this.#waiters.filter((waiter) => !isDone(waiter))
    for (const { resolve } of done) resolve()
  }

  #take(): Chunk {
    let [lines, size] = [0, 0]
    while (lines < this.#lines.length && size < maxChunk) size += this.#lines[lines++]?.length ?? 0
    return { rest: Buffer.from(this.#lines.splice(0, lines).join('')), lines, size }
  }

  #fail(err: unknown): void {
    this.#failures++
    this.#options.metrics.writeFailed()
    for (const { reject } of this.#waiters.splice(0)) reject(err)
    const nowMs = performance.now()
    if (nowMs - this.#lastReminderMs < this.#options.reminderMs) return
    this.#lastReminderMs = nowMs
    const fields = { err, waiting: this.#added - this.#written, dropped: this.#dropped }
    this.#options.log.error(fields, 'the audit log cannot be written; events are kept until it can, as far as they fit')
  }

  #recover(): void {
    if (this.#failures === 0) return
    this.#failures = 0
    this.#options.log.warn({ dropped: this.#dropped }, 'the audit log can be written again')
    this.#dropped = 0
  }
}
