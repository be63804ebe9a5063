import type { StorageEvent } from '../backend.ts'
import type { SizedEvent } from '../event-queue.ts'
import type { ObjectEvent } from './contract.ts'

/** One change as the cache hands it to its watches: made once, shared by all of them. */
export interface CacheEvent extends SizedEvent {
  readonly storage: StorageEvent
  /** Missing for raw records. */
  readonly object?: ObjectEvent
}

/** `events` as something else; what maps to undefined is left out. Ending it ends `events`. */
export function mapEvents<E, T>(
  events: AsyncIterableIterator<E>,
  map: (event: E) => T | undefined,
): AsyncIterableIterator<T> {
  const next = async (): Promise<IteratorResult<T>> => {
    for (;;) {
      const result = await events.next()
      if (result.done) return { done: true, value: undefined }
      const value = map(result.value)
      if (value !== undefined) return { done: false, value }
    }
  }
  const end = async (): Promise<IteratorResult<T>> => {
    await events.return?.()
    return { done: true, value: undefined }
  }
  const iterator = { next, return: end, [Symbol.asyncIterator]: () => iterator }
  return iterator
}
