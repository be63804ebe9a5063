import { StorageError } from './errors.ts'
import { EventQueue } from './event-queue.ts'
import type { SizedEvent } from './event-queue.ts'
import { directoryOf } from './keys.ts'

export interface EventLogOptions {
  /** Events up to this revision cannot be had. */
  readonly revision: number
  readonly maxEvents?: number | undefined
  readonly maxEventBytes?: number | undefined
  readonly maxQueuedEvents?: number | undefined
  readonly maxQueuedBytes?: number | undefined
}

const defaults = {
  maxEvents: 8192,
  maxEventBytes: 64 * 1024 * 1024,
  maxQueuedEvents: 4096,
  maxQueuedBytes: 16 * 1024 * 1024,
}

/**
 * The recent events in order, and the watches that follow them. Bounded in number and bytes: the oldest events
 * are forgotten, and `compactedRevision` tells up to where.
 */
export class EventLog<E extends SizedEvent> {
  readonly #limits: typeof defaults
  // Watches by their prefix, so that an event finds its own without asking each.
  readonly #watches = new Map<string, Set<EventQueue<E>>>()
  // Those prefixes that do not end where a path segment does: they have to be asked one by one.
  readonly #oddPrefixes = new Set<string>()
  #events: E[] = []
  #first = 0
  #bytes = 0
  #revision: number
  #compactedRevision: number
  #end: StorageError | undefined

  constructor(options: EventLogOptions) {
    this.#limits = {
      maxEvents: options.maxEvents ?? defaults.maxEvents,
      maxEventBytes: options.maxEventBytes ?? defaults.maxEventBytes,
      maxQueuedEvents: options.maxQueuedEvents ?? defaults.maxQueuedEvents,
      maxQueuedBytes: options.maxQueuedBytes ?? defaults.maxQueuedBytes,
    }
    this.#revision = options.revision
    this.#compactedRevision = options.revision
  }

  /** The revision of the latest event. */
  get revision(): number {
    return this.#revision
  }

  get compactedRevision(): number {
    return this.#compactedRevision
  }

  /** Events come in the order of their revisions. */
  append(event: E): void {
    this.#events.push(event)
    this.#bytes += event.bytes
    this.#revision = event.revision
    this.#forget()
    if (this.#watches.size > 0) this.#deliver(event)
  }

  /** The event of one revision, where it is still known. */
  find(revision: number): E | undefined {
    const event = this.#events[this.#indexAfter(revision - 1)]
    return event?.revision === revision ? event : undefined
  }

  /**
   * Throws StorageError `compacted` and `future-revision`, and what `fail` was given; the iteration throws `compacted`
   * when it is read too slowly.
   */
  watch(prefix: string, fromRevision: number, signal: AbortSignal): AsyncIterableIterator<E> {
    this.#assertKnown(fromRevision)
    const end = (): void => queue.end()
    const queue = new EventQueue<E>({
      initial: this.#eventsAfter(fromRevision, prefix),
      maxEvents: this.#limits.maxQueuedEvents,
      maxBytes: this.#limits.maxQueuedBytes,
      onEnd: () => {
        signal.removeEventListener('abort', end)
        this.#remove(prefix, queue)
      },
    })
    this.#add(prefix, queue)
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
    return queue
  }

  /** Forgets all events, and ends all watches with `compacted`: what happened up to `revision` is not known. */
  reset(revision: number): void {
    this.#events = []
    this.#first = 0
    this.#bytes = 0
    this.#revision = revision
    this.#compactedRevision = revision
    this.#failAll(new StorageError('compacted', 'events were lost: list again'))
  }

  /** Ends all watches with `error`, which every later watch gets as well. */
  fail(error: StorageError): void {
    this.#end ??= error
    this.#failAll(this.#end)
  }

  /** Ends all watches; later ones get `closed`. */
  close(): void {
    this.#end ??= new StorageError('closed', 'the store is closed')
    for (const queue of this.#allQueues()) queue.end()
  }

  #eventsAfter(revision: number, prefix: string): E[] {
    return this.#events.slice(this.#indexAfter(revision)).filter((event) => event.key.startsWith(prefix))
  }

  #assertKnown(revision: number): void {
    if (this.#end) throw this.#end
    if (revision < this.#compactedRevision) {
      throw new StorageError(
        'compacted',
        `events after ${revision} are gone; the oldest known follow ${this.#compactedRevision}`,
      )
    }
    if (revision > this.#revision) {
      throw new StorageError('future-revision', `revision ${revision} was not reached yet, only ${this.#revision}`)
    }
  }

  #forget(): void {
    while (this.#events.length - this.#first > this.#limits.maxEvents || this.#bytes > this.#limits.maxEventBytes) {
      const oldest = this.#events[this.#first]
      if (!oldest) break
      this.#bytes -= oldest.bytes
      this.#compactedRevision = oldest.revision
      this.#first++
    }
    // Half of the array is dead: cut it off, which costs little per event.
    if (this.#first > this.#limits.maxEvents || this.#first === this.#events.length) {
      this.#events = this.#events.slice(this.#first)
      this.#first = 0
    }
  }

  /** The index of the first event after `revision`. */
  #indexAfter(revision: number): number {
    let low = this.#first
    let high = this.#events.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#events[middle]?.revision ?? Infinity) <= revision) low = middle + 1
      else high = middle
    }
    return low
  }

  #deliver(event: E): void {
    const { key } = event
    this.#push('', event)
    for (let at = key.indexOf('/'); at !== -1; at = key.indexOf('/', at + 1)) this.#push(key.slice(0, at + 1), event)
    for (const prefix of this.#oddPrefixes) if (key.startsWith(prefix)) this.#push(prefix, event)
  }

  #push(prefix: string, event: E): void {
    for (const queue of this.#watches.get(prefix) ?? []) queue.push(event)
  }

  #add(prefix: string, queue: EventQueue<E>): void {
    const queues = this.#watches.get(prefix) ?? new Set()
    this.#watches.set(prefix, queues.add(queue))
    if (directoryOf(prefix) !== prefix) this.#oddPrefixes.add(prefix)
  }

  #remove(prefix: string, queue: EventQueue<E>): void {
    const queues = this.#watches.get(prefix)
    queues?.delete(queue)
    if (queues?.size !== 0) return
    this.#watches.delete(prefix)
    this.#oddPrefixes.delete(prefix)
  }

  #failAll(error: StorageError): void {
    for (const queue of this.#allQueues()) queue.fail(error)
  }

  #allQueues(): EventQueue<E>[] {
    return [...this.#watches.values()].flatMap((queues) => [...queues])
  }
}
