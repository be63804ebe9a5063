import { setTimeout as delay } from 'node:timers/promises'
import { ApiError } from '../../api/meta/errors.ts'
import { ClusterError } from '../../kubernetes/client/errors.ts'

/** Of k8s.io/apiserver/pkg/server/options: 500 ms, times 1.5, five attempts. */
const firstPauseMs = 500
const pauseFactor = 1.5
const maxAttempts = 5
const retryAfterSeconds = 1

/**
 * Repeats what failed for a reason that may pass, within `timeoutMs` for all attempts. Rejects with the last error, which is
 * a ClusterError `timeout` where time ran out.
 */
export async function askWithRetries<Answer>(
  ask: (signal: AbortSignal) => Promise<Answer>,
  timeoutMs: number,
): Promise<Answer> {
  const signal = AbortSignal.timeout(timeoutMs)
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask(signal)
    } catch (error) {
      if (signal.aborted) throw new ClusterError('timeout', 'the cluster did not answer in time', { cause: error })
      if (attempt === maxAttempts || !isPassing(error)) throw error
      await pause(attempt, error, signal)
    }
  }
}

/** A connection that kube-apiserver ended while it was idle is no news of it: the next attempt follows at once. */
async function pause(attempt: number, error: unknown, signal: AbortSignal): Promise<void> {
  if (attempt === 1 && isReset(error)) return
  const asked = error instanceof ClusterError ? (error.retryAfterMs ?? 0) : 0
  const pauseMs = Math.max(asked, firstPauseMs * pauseFactor ** (attempt - 1) * (1 + Math.random() / 5))
  await delay(pauseMs, undefined, { signal }).catch(() => undefined)
}

/** k8s.io/apiserver/pkg/util/webhook: DefaultShouldRetry. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof ClusterError)) return false
  return isReset(error) || error.code === 429 || (typeof error.code === 'number' && error.code >= 500)
}

function isReset(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && (cause.code === 'ECONNRESET' || cause.code === 'EPIPE')) return true
  }
  return false
}

/** What a client is told: never a yes, and never that the credential was wrong. */
export function toReviewError(kind: string, error: unknown): ApiError {
  const cause = { cause: error }
  const code = error instanceof ClusterError ? error.code : undefined
  if (code === 'timeout') {
    return new ApiError('Timeout', `${kind}: the cluster did not answer in time`, { retryAfterSeconds }, cause)
  }
  if (code === 'unreachable' || code === 429 || (typeof code === 'number' && code >= 500)) {
    return new ApiError('ServiceUnavailable', `${kind}: the cluster cannot be asked`, { retryAfterSeconds }, cause)
  }
  return new ApiError('InternalError', `${kind}: the cluster did not answer the question`, {}, cause)
}
