import { Counter, Histogram } from 'prom-client'
import type { Registry } from 'prom-client'

export type ReviewName = 'token' | 'access'

/** Told of each question to the cluster. */
export interface ReviewMetrics {
  /** `hit`: the answer was remembered. `shared`: it was under way. `miss`: it has to be asked. */
  looked(review: ReviewName, outcome: 'hit' | 'shared' | 'miss'): void
  asked(review: ReviewName, result: 'yes' | 'no' | 'error', seconds: number): void
}

export function createReviewMetrics(registry: Registry): ReviewMetrics {
  const registers = [registry]
  const lookups = new Counter({
    name: 'aranya_review_lookups_total',
    help: 'Questions of who somebody is or what they may, by where the answer came from: hit, shared or miss.',
    labelNames: ['review', 'outcome'],
    registers,
  })
  const durations = new Histogram({
    name: 'aranya_review_duration_seconds',
    help: 'How long the cluster took to answer a review, with retries, by its answer: yes, no or error.',
    labelNames: ['review', 'result'],
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    registers,
  })
  return {
    looked: (review, outcome) => lookups.inc({ review, outcome }),
    asked: (review, result, seconds) => durations.observe({ review, result }, seconds),
  }
}
