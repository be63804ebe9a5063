import { setTimeout as delay } from 'node:timers/promises'
import { ApiError } from '../api/meta/errors.ts'
import { tooLargeVersion } from './status-errors.ts'

/** How long a read waits for a revision that the cache has not seen yet; Kubernetes waits as long. */
export const freshTimeoutMs = 3000
const pollMs = 20

/** A resourceVersion of a query; 0 when it is absent, empty or `0`. Throws ApiError 400. */
export function parseRevision(text: string | undefined): number {
  if (text === undefined || text === '') return 0
  const revision = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  if (Number.isSafeInteger(revision)) return revision
  throw new ApiError(
    'BadRequest',
    `resourceVersion: Invalid value: ${JSON.stringify(text.slice(0, 64))}: must be a number`,
  )
}

/** Waits until the cache has reached `revision`. Throws ApiError 504 after 3 seconds, or when `signal` aborts. */
export async function waitForRevision(
  cache: { readonly progressRevision: number },
  revision: number,
  signal?: AbortSignal,
): Promise<void> {
  for (let waitedMs = 0; cache.progressRevision < revision; waitedMs += pollMs) {
    if (waitedMs >= freshTimeoutMs || signal?.aborted) throw tooLargeVersion(revision, cache.progressRevision)
    await delay(pollMs)
  }
}
