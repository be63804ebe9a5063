import { setTimeout as delay } from 'node:timers/promises'
import { Registry } from 'prom-client'
import t from 'tap'
import { createReviewMetrics } from '../../../../apiserver/auth/delegated/metrics.ts'
import { Reviewer } from '../../../../apiserver/auth/delegated/reviewer.ts'
import type { ReviewClient, ReviewLimits } from '../../../../apiserver/auth/delegated/reviewer.ts'
import { ClusterError } from '../../../../apiserver/kubernetes/client/client.ts'
import { refusal } from '../../registry/fixtures.ts'
import { deferred } from '../../http/support/client.ts'

interface Question {
  readonly id: number
}

/** A reviewer of a cluster that answers as `answer` says; the clock stands still until it is moved. */
function openReviewer(
  answer: (signal: AbortSignal, times: number) => Promise<unknown>,
  limits: Partial<ReviewLimits> = {},
) {
  const clock = { ms: 0 }
  const asked: object[] = []
  const client: ReviewClient = {
    create: (_path, body, signal) => {
      asked.push(body)
      return answer(signal, asked.length)
    },
  }
  const reviewer = new Reviewer<Question, { readonly ok: boolean }>({
    client,
    name: 'access',
    path: '/reviews',
    type: { apiVersion: 'v1', kind: 'Review' },
    toAnswer: (status) => status as { ok: boolean },
    isYes: ({ ok }) => ok,
    metrics: createReviewMetrics(new Registry()),
    limits,
    now: () => clock.ms,
  })
  return { reviewer, asked, clock }
}

const yes = async (): Promise<unknown> => ({ status: { ok: true } })

t.test('remembers an answer for ten seconds from when it was asked, and a bounded number of them', async (t) => {
  const { reviewer, asked, clock } = openReviewer(yes, { maxAnswers: 2 })
  await reviewer.review({ id: 1 })
  t.strictSame(asked, [{ apiVersion: 'v1', kind: 'Review', spec: { id: 1 } }])
  clock.ms = 9_999
  t.strictSame(await reviewer.review({ id: 1 }), { ok: true })
  t.equal(asked.length, 1)
  clock.ms = 10_000
  await reviewer.review({ id: 1 })
  t.equal(asked.length, 2)
  await reviewer.review({ id: 2 })
  await reviewer.review({ id: 3 })
  await reviewer.review({ id: 1 })
  t.equal(asked.length, 5, 'the least recently used is forgotten')
})

t.test('asks once for all who ask the same at a time, and refuses to let too many wait', async (t) => {
  const { promise, resolve } = deferred<unknown>()
  const { reviewer, asked } = openReviewer(() => promise, { maxPending: 1 })
  const both = [reviewer.review({ id: 1 }), reviewer.review({ id: 1 })]
  t.match(await refusal(reviewer.review({ id: 2 })), { reason: 'ServiceUnavailable' })
  resolve(await yes())
  t.strictSame(await Promise.all(both), [{ ok: true }, { ok: true }])
  t.equal(asked.length, 1)
  await reviewer.review({ id: 2 })
})

t.test('asks again for what may pass, and remembers no failure', async (t) => {
  const reset = new ClusterError('unreachable', 'gone', {
    cause: Object.assign(new Error('x'), { code: 'ECONNRESET' }),
  })
  const flaky = openReviewer(async (_signal, times) => {
    if (times === 1) throw reset
    if (times === 2) throw new ClusterError(429, 'busy')
    return yes()
  })
  t.strictSame(await flaky.reviewer.review({ id: 1 }), { ok: true })
  t.equal(flaky.asked.length, 3)
  const refused = openReviewer(async () => {
    throw new ClusterError('unreachable', 'refused')
  })
  const told = { reason: 'ServiceUnavailable', details: { retryAfterSeconds: 1 } }
  t.match(await refusal(refused.reviewer.review({ id: 1 })), told)
  t.match(await refusal(refused.reviewer.review({ id: 1 })), { reason: 'ServiceUnavailable' })
  t.equal(refused.asked.length, 2)
})

t.test('says what a client is told: 500 when the cluster will not answer, 504 when it does not', async (t) => {
  const forbidden = openReviewer(async () => {
    throw new ClusterError(403, 'no')
  })
  t.match(await refusal(forbidden.reviewer.review({ id: 1 })), { reason: 'InternalError', code: 500 })
  const odd = openReviewer(async () => ({ status: undefined }))
  await t.resolves(odd.reviewer.review({ id: 1 }).catch(() => undefined))
  // The deadline does not keep a process; a request does.
  const slow = openReviewer((signal) => delay(60_000, undefined, { signal }), { timeoutMs: 20 })
  t.match(await refusal(slow.reviewer.review({ id: 1 })), { reason: 'Timeout', code: 504 })
})

t.test('lets its caller refuse what would have to be asked, but not what is known', async (t) => {
  const { reviewer, asked } = openReviewer(yes)
  await reviewer.review({ id: 1 })
  const admit = (): void => {
    throw new Error('not now')
  }
  await reviewer.review({ id: 1 }, admit)
  await t.rejects(reviewer.review({ id: 2 }, admit), /not now/)
  t.equal(asked.length, 1)
})
