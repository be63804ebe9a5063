import { createHmac, randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { ApiError } from '../../api/meta/errors.ts'
import type { ReviewMetrics, ReviewName } from './metrics.ts'
import { setTimeout as delay } from 'node:timers/promises'
import { ClusterError } from '../../kubernetes/client/client.ts'

/** What a reviewer needs of the cluster; `ClusterClient` satisfies it. */
export interface ReviewClient {
  create(path: string, body: object, signal: AbortSignal): Promise<unknown>
}

/** What all who ask the cluster are given. */
export interface DelegationOptions {
  readonly client: ReviewClient
  readonly metrics: ReviewMetrics
  readonly limits?: Partial<ReviewLimits>
  /** Milliseconds, from a clock that never goes back. */
  readonly now?: () => number
}

export interface ReviewerOptions<Answer> extends DelegationOptions {
  readonly name: ReviewName
  readonly path: string
  /** `kind` and `apiVersion` of the review. */
  readonly type: { readonly apiVersion: string; readonly kind: string }
  /** What to keep of `status`. Throws where that is not one. */
  readonly toAnswer: (status: unknown) => Answer
  /** Whether the answer was yes, for the metrics. */
  readonly isYes: (answer: Answer) => boolean
}

export interface ReviewLimits {
  /** Answers that are remembered; the least recently used are forgotten. */
  readonly maxAnswers: number
  /** For how long, from when it was asked. */
  readonly answerMs: number
  /** Questions that wait for an answer; more are 503. */
  readonly maxPending: number
  /** From a question to its answer, with all retries. */
  readonly timeoutMs: number
}

/** As Kubernetes' own delegation: k8s.io/apiserver/pkg/server/options/{authentication,authorization}.go. */
const defaultLimits: ReviewLimits = { maxAnswers: 8192, answerMs: 10_000, maxPending: 512, timeoutMs: 10_000 }

interface Remembered<Answer> {
  readonly answer: Answer
  readonly untilMs: number
}

/**
 * Asks kube-apiserver, by a review, and remembers yes and no for some seconds. Who asks the same while an answer is under way
 * shares it. Rejects with ApiError 500, 503 or 504: without an answer nobody is let in, and that is not remembered.
 */
export class Reviewer<Spec extends object, Answer extends object> {
  readonly #options: ReviewerOptions<Answer>
  readonly #limits: ReviewLimits
  readonly #now: () => number
  readonly #answers: LRUCache<string, Remembered<Answer>>
  readonly #pending = new Map<string, Promise<Answer>>()
  /** A memory dump must not give away what was asked, such as tokens. */
  readonly #secret = randomBytes(32)

  constructor(options: ReviewerOptions<Answer>) {
    this.#options = options
    this.#limits = { ...defaultLimits, ...options.limits }
    this.#now = options.now ?? (() => performance.now())
    this.#answers = new LRUCache({ max: this.#limits.maxAnswers })
  }

  /** `admit` may throw before something new is asked. */
  async review(spec: Spec, admit: () => void = () => {}): Promise<Answer> {
    const { metrics, name } = this.#options
    const key = createHmac('sha256', this.#secret).update(JSON.stringify(spec)).digest('base64')
    const known = this.#answers.get(key)
    if (known !== undefined && this.#now() < known.untilMs) {
      metrics.looked(name, 'hit')
      return known.answer
    }
    const pending = this.#pending.get(key)
    metrics.looked(name, pending === undefined ? 'miss' : 'shared')
    if (pending !== undefined) return pending
    admit()
    if (this.#pending.size >= this.#limits.maxPending) throw tooMany()
    return this.#ask(key, spec)
  }

  async #ask(key: string, spec: Spec): Promise<Answer> {
    const untilMs = this.#now() + this.#limits.answerMs
    const asked = this.#request(spec)
    this.#pending.set(key, asked)
    try {
      const answer = await asked
      this.#answers.set(key, { answer, untilMs })
      return answer
    } finally {
      this.#pending.delete(key)
    }
  }

  async #request(spec: Spec): Promise<Answer> {
    const { client, name, path, type, toAnswer, isYes, metrics } = this.#options
    const startedMs = performance.now()
    const observe = (result: 'yes' | 'no' | 'error'): void =>
      metrics.asked(name, result, (performance.now() - startedMs) / 1000)
    try {
      const ask = (signal: AbortSignal): Promise<unknown> => client.create(path, { ...type, spec }, signal)
      const review = (await askWithRetries(ask, this.#limits.timeoutMs)) as { readonly status?: unknown } | null
      const answer = toAnswer(review?.status)
      observe(isYes(answer) ? 'yes' : 'no')
      return answer
    } catch (error) {
      observe('error')
      throw toReviewError(type.kind, error)
    }
  }
}

function tooMany(): ApiError {
  const message = 'too many questions to the cluster are waiting for an answer, please try again later'
  return new ApiError('ServiceUnavailable', message, { retryAfterSeconds: 1 })
}

/** Of k8s.io/apiserver/pkg/server/options: 500 ms, times 1.5, five attempts. */
const firstPauseMs = 500
const pauseFactor = 1.5
const maxAttempts = 5
const retryAfterSeconds = 1

/**
 * Repeats what failed for a reason that may pass, within `timeoutMs` for all attempts. Rejects with the last error, which is
 * a ClusterError `timeout` where time ran out.
 */
async function askWithRetries<Answer>(
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
function toReviewError(kind: string, error: unknown): ApiError {
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
