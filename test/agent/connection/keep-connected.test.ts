import t from 'tap'
import { Backoff, keepConnected } from '../../../agent/connection/keep-connected.ts'
import type { Attempt } from '../../../agent/connection/keep-connected.ts'
import type { Outcome } from '../../../agent/connection/outcome.ts'
import { quietLog } from '../support/quiet-log.ts'

/** Lets `attempts` happen one after another, and tells how long was waited after each. */
async function delaysAfter(attempts: readonly Attempt[], random = (): number => 1) {
  const delays: number[] = []
  const log = quietLog()
  const stopping = new AbortController()
  const left = [...attempts]
  await keepConnected({
    attempt: async () => left.shift() ?? { outcome: { kind: 'lost', reason: 'end' }, connectedMs: 0 },
    clock: {
      wallMs: () => 0,
      now: () => 0,
      sleep: async (delayMs) => {
        delays.push(delayMs)
        if (delays.length === attempts.length) stopping.abort()
      },
    },
    random,
    log,
    signal: stopping.signal,
  })
  return { delays, log }
}

const after = (kind: Outcome['kind'], connectedMs = 0): Attempt => ({ outcome: { kind, reason: 'test' }, connectedMs })
const times = (count: number, attempt: Attempt): Attempt[] => Array.from({ length: count }, () => attempt)

t.test('delays double up to 30 s', async (t) => {
  const { delays } = await delaysAfter(times(9, after('lost')))
  t.same(delays, [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000])
})

t.test('all of a delay is left to chance', async (t) => {
  t.same((await delaysAfter(times(3, after('lost')), () => 0)).delays, [0, 0, 0])
  t.same((await delaysAfter(times(3, after('lost')), () => 0.5)).delays, [250, 500, 1000])
})

t.test('a session that lasted starts the delays anew, a short one does not', async (t) => {
  const { delays } = await delaysAfter([...times(3, after('lost')), after('lost', 60_000), after('lost', 100)])
  t.same(delays, [500, 1000, 2000, 500, 1000])
})

t.test('who was replaced or refused comes back slowly, but does', async (t) => {
  const random = (): number => 0
  t.same((await delaysAfter(times(3, after('replaced')), random)).delays, [5000, 10_000, 20_000])
  t.same(
    (await delaysAfter(times(7, after('refused')), random)).delays,
    [7500, 15_000, 30_000, 60_000, 120_000, 150_000, 150_000],
  )
})

t.test('each state is logged once, however long it lasts', async (t) => {
  const { log } = await delaysAfter([
    ...times(50, after('lost')),
    ...times(50, after('refused')),
    after('lost', 60_000),
    after('lost'),
  ])
  const warnings = log.entries.filter(({ level }) => level === 'warn').map(({ message }) => message)
  t.equal(warnings.length, 3)
  t.match(warnings[1], /arhat join --force/)
})

t.test('a backoff that failed a million times still gives a number', (t) => {
  const backoff = new Backoff({ baseMs: 500, maxMs: 30_000, fixed: 0, random: () => 1 })
  for (let i = 0; i < 1_000_000; i++) backoff.nextMs()
  t.equal(backoff.nextMs(), 30_000)
  backoff.reset()
  t.equal(backoff.nextMs(), 500)
  t.end()
})
