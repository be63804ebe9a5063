import type { ObjectEvent } from '../storage/cache/cached-backend.ts'
import type { WatchEvent } from './rest-storage.ts'

export interface WatchStreamOptions {
  /** Sent before all else. */
  readonly initial: Iterator<WatchEvent>
  readonly changes: AsyncIterator<ObjectEvent>
  readonly convert: (event: ObjectEvent) => WatchEvent | undefined
  /** The bookmark to send when one is due; undefined for none. */
  readonly bookmark: () => WatchEvent | undefined
  /** Calls `due` from time to time until the returned function is called. */
  readonly everyBookmark: (due: () => void) => () => void
  readonly translate: (error: unknown) => unknown
  /** Ends `changes`. Called once. */
  readonly stop: () => void
}

interface Waiter {
  readonly resolve: (result: IteratorResult<WatchEvent>) => void
  readonly reject: (error: unknown) => void
}

const ended: IteratorResult<WatchEvent> = { done: true, value: undefined }

/**
 * The events of one watch: what was there, then changes, with bookmarks where nothing else is to be said. Holds one
 * event at most; all others wait in the cache's bounded queue. One consumer, who calls `next` again only after its answer.
 */
export class WatchStream implements AsyncIterableIterator<WatchEvent> {
  readonly #options: WatchStreamOptions
  readonly #cancelTimer: () => void
  #waiter: Waiter | undefined
  /** Whether an answer of `changes` is outstanding. */
  #pulling = false
  #bookmarkDue = false
  #initialDone = false
  /** An event or error that came when nobody waited: after a bookmark took the waiter's place. */
  #arrived: { readonly event: WatchEvent } | { readonly error: unknown } | undefined
  #closed = false

  constructor(options: WatchStreamOptions) {
    this.#options = options
    this.#cancelTimer = options.everyBookmark(() => this.#onBookmarkDue())
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async next(): Promise<IteratorResult<WatchEvent>> {
    const initial = this.#nextInitial()
    if (initial !== undefined) return { done: false, value: initial }
    if (this.#arrived !== undefined) return this.#takeArrived(this.#arrived)
    if (this.#closed) return ended
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject }
      this.#pull()
      if (this.#bookmarkDue) setImmediate(() => this.#sendBookmark())
    })
  }

  async return(): Promise<IteratorResult<WatchEvent>> {
    this.#arrived = undefined
    this.#initialDone = true
    this.#close()
    return ended
  }

  #nextInitial(): WatchEvent | undefined {
    if (this.#initialDone) return undefined
    const { done, value } = this.#options.initial.next()
    if (!done) return value
    this.#initialDone = true
    return undefined
  }

  #takeArrived(arrived: { readonly event: WatchEvent } | { readonly error: unknown }): IteratorResult<WatchEvent> {
    this.#arrived = undefined
    if ('event' in arrived) return { done: false, value: arrived.event }
    throw arrived.error
  }

  #pull(): void {
    if (this.#pulling || this.#closed) return
    this.#pulling = true
    this.#options.changes.next().then(
      (result) => this.#onChange(result),
      (error: unknown) => this.#onError(error),
    )
  }

  #onChange(result: IteratorResult<ObjectEvent>): void {
    this.#pulling = false
    if (result.done) return this.#close()
    const event = this.#options.convert(result.value)
    if (event === undefined) return this.#pull()
    const waiter = this.#takeWaiter()
    if (waiter === undefined) this.#arrived = { event }
    else waiter.resolve({ done: false, value: event })
  }

  #onError(cause: unknown): void {
    this.#pulling = false
    const error = this.#options.translate(cause)
    const waiter = this.#takeWaiter()
    if (waiter === undefined) this.#arrived = { error }
    else waiter.reject(error)
    this.#close()
  }

  #onBookmarkDue(): void {
    this.#bookmarkDue = true
    this.#sendBookmark()
  }

  /**
   * Only while the consumer waits, and from a callback of the event loop: whatever the cache had handed out was
   * then delivered before, and the bookmark's revision is true.
   */
  #sendBookmark(): void {
    if (this.#waiter === undefined || !this.#bookmarkDue) return
    this.#bookmarkDue = false
    const value = this.#options.bookmark()
    if (value !== undefined) this.#takeWaiter()?.resolve({ done: false, value })
  }

  #takeWaiter(): Waiter | undefined {
    const waiter = this.#waiter
    this.#waiter = undefined
    return waiter
  }

  #close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#cancelTimer()
    this.#options.stop()
    this.#takeWaiter()?.resolve(ended)
  }
}
