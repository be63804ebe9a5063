import { createHmac, randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { ApiError } from '../../api/meta/errors.ts'
import type { ReviewMetrics, ReviewName } from './metrics.ts'
import { askWithRetries, toReviewError } from './retries.ts'

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
