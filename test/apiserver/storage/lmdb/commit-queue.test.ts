import t from 'tap'
import type { StoredRecord } from '../../../../apiserver/storage/backend.ts'
import type { LoggedEvent } from '../../../../apiserver/storage/changes.ts'
import { StorageError } from '../../../../apiserver/storage/errors.ts'
import { CommitQueue } from '../../../../apiserver/storage/lmdb/commit-queue.ts'
import type { BatchStore } from '../../../../apiserver/storage/lmdb/commit-queue.ts'

const put = (key: string, expectedRevision?: number) =>
  ({ type: 'put', key, value: Buffer.from('x'), expectedRevision }) as const

/** Keeps what it is given, or fails as it is told. */
class FakeStore implements BatchStore {
  readonly records = new Map<string, StoredRecord>()
  readonly batches: number[] = []
  revision = 1
  failure: Error | undefined

  read(key: string): StoredRecord | undefined {
    return this.records.get(key)
  }

  async write(events: readonly LoggedEvent[]): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve))
    if (this.failure) throw this.failure
    this.batches.push(events.length)
    for (const event of events) {
      if (event.type === 'put') this.records.set(event.key, event)
      else this.records.delete(event.key)
      this.revision = event.revision
    }
  }
}

function made(): { store: FakeStore; queue: CommitQueue; committed: number[]; broken: StorageError[] } {
  const store = new FakeStore()
  const committed: number[] = []
  const broken: StorageError[] = []
  const queue = new CommitQueue({
    store,
    onCommitted: ({ revision }) => committed.push(revision),
    onBroken: (error) => broken.push(error),
  })
  return { store, queue, committed, broken }
}

t.test('commits of one turn are one batch, and those that arrive while it is written the next', async (t) => {
  const { store, queue } = made()
  const first = Array.from({ length: 32 }, (_, n) => queue.commit(put(`a${n}`)))
  await new Promise((resolve) => setImmediate(resolve))
  const second = Array.from({ length: 20 }, (_, n) => queue.commit(put(`b${n}`)))
  await Promise.all([...first, ...second])
  t.same(store.batches, [32, 20])
})

t.test('a batch is limited in number and bytes', async (t) => {
  const { store, queue } = made()
  await Promise.all(Array.from({ length: 600 }, (_, n) => queue.commit(put(`a${n}`))))
  t.same(store.batches, [512, 88])
  const large = Array.from({ length: 3 }, (_, n) =>
    queue.commit({ type: 'put', key: `l${n}`, value: Buffer.alloc(3 * 1024 * 1024) }),
  )
  await Promise.all(large)
  t.same(store.batches.slice(2), [2, 1])
})

t.test('within a batch each change sees those before it', async (t) => {
  const { queue } = made()
  const results = await Promise.allSettled([
    queue.commit(put('a', 0)),
    queue.commit(put('a', 0)),
    queue.commit(put('a', 2)),
    queue.commit({ type: 'delete', key: 'a', expectedRevision: 3 }),
    queue.commit({ type: 'delete', key: 'a' }),
    queue.commit(put('a', 0)),
  ])
  const told = results.map((result) =>
    result.status === 'fulfilled' ? result.value : (result.reason as StorageError).code,
  )
  t.same(told, [2, 'exists', 3, 4, 'not-found', 5])
})

t.test('when there is no room, the whole batch is refused, no revision is used, and later commits work', async (t) => {
  const { store, queue, committed, broken } = made()
  store.failure = new StorageError('unavailable', 'full')
  const results = await Promise.allSettled([queue.commit(put('a', 0)), queue.commit(put('a', 0))])
  for (const result of results) t.match(result, { status: 'rejected', reason: { code: 'unavailable' } })
  store.failure = undefined
  t.equal(await queue.commit(put('a', 0)), 2)
  t.same([committed, broken], [[2], []])
})

t.test('when it is not known what was written, nothing is written or read any more', async (t) => {
  const { store, queue, committed, broken } = made()
  store.failure = new Error('input/output error')
  await t.rejects(queue.commit(put('a')), { code: 'write-failed', cause: { message: 'input/output error' } })
  store.failure = undefined
  await t.rejects(queue.commit(put('b')), { code: 'write-failed' })
  await t.rejects(
    queue.read(() => 1),
    { code: 'write-failed' },
  )
  t.equal(broken.length, 1)
  t.same(committed, [])
  await queue.drained()
})

t.test('a read waits for the batch that is being written', async (t) => {
  const { store, queue } = made()
  const commit = queue.commit(put('a'))
  await new Promise((resolve) => setImmediate(resolve))
  t.equal(await queue.read(() => store.revision), 2)
  await commit
})

t.test('more than may wait is refused', async (t) => {
  const { queue } = made()
  const results = await Promise.allSettled(Array.from({ length: 16_400 }, () => queue.commit(put('a'))))
  const refused = results.filter((result) => result.status === 'rejected')
  t.equal(refused.length, 16)
  t.match(refused[0], { reason: { code: 'unavailable' } })
})
