import { StorageError } from './errors.ts'

/** An event as the queues and the log count it. */
export interface SizedEvent {
  readonly key: string
  readonly revision: number
  /** Bytes that holding this event costs. */
  readonly bytes: number
}

export interface EventQueueOptions<E> {
  /** What the watch begins with. It may be longer than the limits, which bound what comes on top of it. */
  readonly initial: readonly E[]
  readonly maxEvents: number
  readonly maxBytes: number
  /** Called once, when no further event is wanted. */
  readonly onEnd: () => void
}

/**
 * What one watch has not read yet. A consumer that lets it grow over its limits loses it all and gets
 * `compacted`: it has to list again anyway.
 */
export class EventQueue<E extends SizedEvent> implements AsyncIterableIterator<E> {
  readonly #onEnd: () => void
  readonly #maxEvents: number
  readonly #maxBytes: number
  #events: E[]
  #head = 0
  #bytes: number
  #ended = false
  #error: StorageError | undefined
  #readers: { resolve(result: IteratorResult<E>): void; reject(error: StorageError): void }[] = []

  constructor(options: EventQueueOptions<E>) {
    this.#onEnd = options.onEnd
    this.#events = [...options.initial]
    this.#bytes = this.#events.reduce((sum, event) => sum + event.bytes, 0)
    this.#maxEvents = this.#events.length + options.maxEvents
    this.#maxBytes = this.#bytes + options.maxBytes
  }

  push(event: E): void {
    if (this.#ended) return
    const reader = this.#readers.shift()
    if (reader) return reader.resolve({ done: false, value: event })
    this.#events.push(event)
    this.#bytes += event.bytes
    if (this.#events.length - this.#head > this.#maxEvents || this.#bytes > this.#maxBytes) {
      this.fail(new StorageError('compacted', 'this watch fell too far behind'))
    }
  }

  /** Drops what was not read; the next read throws `error`. */
  fail(error: StorageError): void {
    if (this.#ended) return
    this.#error = error
    this.#finish()
  }

  /** Drops what was not read; the iteration ends. */
  end(): void {
    if (!this.#ended) this.#finish()
  }

  next(): Promise<IteratorResult<E>> {
    const event = this.#events[this.#head]
    if (event) return Promise.resolve({ done: false, value: this.#take(event) })
    if (this.#error) return Promise.reject(this.#takeError(this.#error))
    if (this.#ended) return Promise.resolve({ done: true, value: undefined })
    return new Promise((resolve, reject) => this.#readers.push({ resolve, reject }))
  }

  return(): Promise<IteratorResult<E>> {
    this.end()
    return Promise.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #take(event: E): E {
    this.#bytes -= event.bytes
    this.#head++
    // Shifting an array moves all of it: cut off what was read in larger pieces.
    if (this.#head >= 1024 || this.#head === this.#events.length) {
      this.#events = this.#events.slice(this.#head)
      this.#head = 0
    }
    return event
  }

  #takeError(error: StorageError): StorageError {
    this.#error = undefined
    return error
  }

  #finish(): void {
    this.#ended = true
    this.#events = []
    this.#head = 0
    this.#bytes = 0
    const readers = this.#readers
    this.#readers = []
    for (const reader of readers) this.#settle(reader)
    this.#onEnd()
  }

  #settle(reader: { resolve(result: IteratorResult<E>): void; reject(error: StorageError): void }): void {
    if (this.#error) reader.reject(this.#takeError(this.#error))
    else reader.resolve({ done: true, value: undefined })
  }
}
