/**
 * Calls `work` for all items, a bounded number at once: enough that their commits share a sync of the disk. Rejects
 * with the first error after the calls under way have ended; no further ones begin.
 */
export async function forEachConcurrently<T>(
  items: Iterable<T>,
  { concurrency, work }: { concurrency: number; work: (item: T) => Promise<unknown> },
): Promise<void> {
  const rest = items[Symbol.iterator]()
  let failed = false
  const worker = async (): Promise<void> => {
    for (let next = rest.next(); !next.done && !failed; next = rest.next()) {
      try {
        await work(next.value)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const results = await Promise.allSettled(Array.from({ length: concurrency }, worker))
  const failure = results.find((result) => result.status === 'rejected')
  if (failure !== undefined) throw failure.reason
}
