import t from 'tap'
import { EventLog } from '../../../apiserver/storage/event-log.ts'

interface TestEvent {
  key: string
  revision: number
  bytes: number
}

const event = (revision: number, key = 'a/b', bytes = 1): TestEvent => ({ key, revision, bytes })
const never = new AbortController().signal

async function revisions(events: AsyncIterableIterator<TestEvent>, count: number): Promise<number[]> {
  const seen: number[] = []
  while (seen.length < count) {
    const result = await events.next()
    if (result.done) break
    seen.push(result.value.revision)
  }
  return seen
}

t.test('the oldest events are forgotten when there are too many', async (t) => {
  const log = new EventLog<TestEvent>({ revision: 1, maxEvents: 10 })
  for (let revision = 2; revision <= 101; revision++) log.append(event(revision))
  t.equal(log.revision, 101)
  t.equal(log.compactedRevision, 91)
  t.throws(() => log.watch('', 90, never), { code: 'compacted' })
  t.same(await revisions(log.watch('', 91, never), 10), [92, 93, 94, 95, 96, 97, 98, 99, 100, 101])
  t.equal(log.find(95)?.revision, 95)
  t.equal(log.find(91), undefined)
})

t.test('the oldest events are forgotten when they are too large, even the only one', async (t) => {
  const log = new EventLog<TestEvent>({ revision: 1, maxEventBytes: 100 })
  for (const revision of [2, 3, 4]) log.append(event(revision, 'a', 40))
  t.equal(log.compactedRevision, 2)
  const watch = log.watch('', 4, never)
  log.append(event(5, 'a', 1000))
  t.equal(log.compactedRevision, 5)
  t.same(await revisions(watch, 1), [5], 'but those who watch get it')
})

t.test('a watch that is not read loses its events and is told so, the others go on', async (t) => {
  const log = new EventLog<TestEvent>({ revision: 1, maxQueuedEvents: 5 })
  const slow = log.watch('', 1, never)
  const other = log.watch('other/', 1, never)
  for (let revision = 2; revision <= 6; revision++) log.append(event(revision))
  t.same(await revisions(slow, 1), [2], 'five may wait')
  for (let revision = 7; revision <= 8; revision++) log.append(event(revision))
  await t.rejects(slow.next(), { code: 'compacted' })
  t.match(await slow.next(), { done: true })
  log.append(event(9, 'other/x'))
  t.same(await revisions(other, 1), [9])
})

t.test('large events count against a watch by their size', async (t) => {
  const log = new EventLog<TestEvent>({ revision: 1, maxQueuedBytes: 100 })
  const slow = log.watch('', 1, never)
  log.append(event(2, 'a', 60))
  log.append(event(3, 'a', 60))
  await t.rejects(slow.next(), { code: 'compacted' })
})

t.test('a watch that begins in the past may begin with more than may wait', async (t) => {
  const log = new EventLog<TestEvent>({ revision: 1, maxQueuedEvents: 5 })
  for (let revision = 2; revision <= 51; revision++) log.append(event(revision))
  t.equal((await revisions(log.watch('', 1, never), 50)).length, 50)
})

t.test('events reach the watches of their prefixes, and only those', async (t) => {
  const log = new EventLog<TestEvent>({ revision: 1 })
  const stop = new AbortController()
  const watches = ['', 'a/', 'a/b/', 'a/b', 'a/b/c', 'b/'].map((prefix) => log.watch(prefix, 1, stop.signal))
  log.append(event(2, 'a/b/c'))
  log.append(event(3, 'a/bb'))
  log.append(event(4, 'b/c'))
  const seen = watches.map((watch) => revisions(watch, 9))
  // What is unread when a watch ends is dropped; here all of it is read before.
  await new Promise((resolve) => setImmediate(resolve))
  stop.abort()
  t.same(await Promise.all(seen), [[2, 3, 4], [2, 3], [2], [2, 3], [2], [4]])
})

t.test('several readers of one watch share its events, and all end with it', async (t) => {
  const log = new EventLog<TestEvent>({ revision: 1 })
  const watch = log.watch('', 1, never)
  const reads = [watch.next(), watch.next(), watch.next()]
  log.append(event(2))
  log.append(event(3))
  await watch.return?.()
  t.same(
    (await Promise.all(reads)).map((result) => (result.done ? 'done' : result.value.revision)),
    [2, 3, 'done'],
  )
})

t.test('a reset ends all watches with compacted and begins anew', async (t) => {
  const log = new EventLog<TestEvent>({ revision: 1 })
  log.append(event(2))
  const watch = log.watch('', 1, never)
  log.reset(10)
  await t.rejects(watch.next(), { code: 'compacted' })
  t.equal(log.compactedRevision, 10)
  t.throws(() => log.watch('', 9, never), { code: 'compacted' })
  const next = log.watch('', 10, never)
  log.append(event(11))
  t.same(await revisions(next, 1), [11])
})

t.test('an aborted watch leaves nothing behind', async (t) => {
  const log = new EventLog<TestEvent>({ revision: 1, maxQueuedEvents: 1 })
  const stop = new AbortController()
  const watch = log.watch('a', 1, stop.signal)
  stop.abort()
  for (let revision = 2; revision < 10; revision++) log.append(event(revision))
  t.match(await watch.next(), { done: true })
})
