import type { Test } from 'tap'
import type { Backend, Change, StorageEvent } from '../../apiserver/storage/backend.ts'
import { StorageError } from '../../apiserver/storage/errors.ts'
import type { StorageCode } from '../../apiserver/storage/errors.ts'

/** Opens an empty store for one test. */
export type BackendFactory = (t: Test) => Promise<Backend>

const text = (value: Uint8Array): string => Buffer.from(value).toString()
const put = (key: string, value: string, expectedRevision?: number): Change => ({
  type: 'put',
  key,
  value: Buffer.from(value),
  expectedRevision,
})
const remove = (key: string, expectedRevision?: number): Change => ({ type: 'delete', key, expectedRevision })

/** The code of the StorageError that `attempt` throws or rejects with. */
export async function codeOf(attempt: () => unknown): Promise<StorageCode | undefined> {
  try {
    await attempt()
    return undefined
  } catch (error) {
    if (error instanceof StorageError) return error.code
    throw error
  }
}

/** The next `count` events, as short strings such as `put a=1@2`. */
export async function take(events: AsyncIterable<StorageEvent>, count: number): Promise<string[]> {
  const seen: string[] = []
  if (count === 0) return seen
  for await (const event of events) {
    const value = event.type === 'put' ? `=${text(event.value)}` : ''
    if (seen.push(`${event.type} ${event.key}${value}@${event.revision}`) === count) break
  }
  return seen
}

/** What every Backend has to do, whatever it keeps its records in. */
export async function testBackend(t: Test, open: BackendFactory): Promise<void> {
  const opened = async (test: Test): Promise<{ backend: Backend; signal: AbortSignal }> => {
    const backend = await open(test)
    const stop = new AbortController()
    test.teardown(async () => {
      stop.abort()
      await backend.close()
    })
    return { backend, signal: stop.signal }
  }

  await t.test('an empty store has a revision above zero and nothing in it', async (t) => {
    const { backend } = await opened(t)
    const { items, revision } = await backend.list('')
    t.same(items, [])
    t.ok(revision > 0)
    t.equal(await backend.get('a/b'), undefined)
    t.equal(await backend.compactedRevision(), revision)
  })

  await t.test('what was put is there, with the revision of its commit', async (t) => {
    const { backend } = await opened(t)
    const value = Buffer.from([0, 255, 10, 0, 13, 128])
    const revision = await backend.commit({ type: 'put', key: 'a/b', value })
    const record = await backend.get('a/b')
    t.equal(record?.key, 'a/b')
    t.equal(record?.revision, revision)
    t.ok(record && Buffer.from(record.value).equals(value))
  })

  await t.test('an empty value is a value', async (t) => {
    const { backend } = await opened(t)
    await backend.commit(put('a/b', ''))
    t.equal((await backend.get('a/b'))?.value.byteLength, 0)
    t.equal((await backend.list('a/')).items.length, 1)
  })

  await t.test('a large value survives whole', async (t) => {
    const { backend } = await opened(t)
    const value = Buffer.alloc(3 * 1024 * 1024, 'aranya')
    await backend.commit({ type: 'put', key: 'a/large', value })
    t.ok(Buffer.from((await backend.get('a/large'))?.value ?? []).equals(value))
  })

  await t.test('every commit gets the next revision, also deletes', async (t) => {
    const { backend } = await opened(t)
    const first = await backend.commit(put('a', '1'))
    t.equal(await backend.commit(put('b', '1')), first + 1)
    t.equal(await backend.commit(remove('a')), first + 2)
    t.equal((await backend.list('')).revision, first + 2)
    t.equal((await backend.get('b'))?.revision, first + 1)
  })

  await t.test('a list holds what is under its prefix, in key order', async (t) => {
    const { backend } = await opened(t)
    for (const key of ['r/b/2', 'r/b-a/1', 'r/a/2', 'r/a/1', 'r/ä/1', 'r2/a', 'q', 'r/a/10']) {
      await backend.commit(put(key, key))
    }
    const keys = async (prefix: string): Promise<string[]> => (await backend.list(prefix)).items.map(({ key }) => key)
    t.same(await keys('r/'), ['r/a/1', 'r/a/10', 'r/a/2', 'r/b-a/1', 'r/b/2', 'r/ä/1'])
    t.same(await keys('r/a/'), ['r/a/1', 'r/a/10', 'r/a/2'])
    t.same(await keys('r/a/1'), ['r/a/1', 'r/a/10'])
    t.same(await keys(''), ['q', 'r/a/1', 'r/a/10', 'r/a/2', 'r/b-a/1', 'r/b/2', 'r/ä/1', 'r2/a'])
    t.same(await keys('none/'), [])
    await backend.commit(remove('r/a/10'))
    await backend.commit(put('r/a/3', ''))
    t.same(await keys('r/a/'), ['r/a/1', 'r/a/2', 'r/a/3'])
  })

  await t.test('an expected revision decides whether a commit happens', async (t) => {
    const { backend } = await opened(t)
    const first = await backend.commit(put('a', '1', 0))
    t.equal(await codeOf(() => backend.commit(put('a', '2', 0))), 'exists')
    const second = await backend.commit(put('a', '2', first))
    t.equal(await codeOf(() => backend.commit(put('a', '3', first))), 'conflict')
    t.equal(await codeOf(() => backend.commit(remove('a', first))), 'conflict')
    t.equal(await codeOf(() => backend.commit(put('b', '1', first))), 'not-found')
    t.equal(await codeOf(() => backend.commit(remove('b'))), 'not-found')
    t.equal((await backend.list('')).revision, second, 'a refused commit takes no revision')
    await backend.commit(remove('a', second))
    t.equal(await codeOf(() => backend.commit(remove('a', second))), 'not-found')
  })

  await t.test('of concurrent writers that expect the same revision, one wins', async (t) => {
    const { backend } = await opened(t)
    const revision = await backend.commit(put('a', '0'))
    const attempts = Array.from({ length: 20 }, (_, n) => codeOf(() => backend.commit(put('a', String(n), revision))))
    const codes = await Promise.all(attempts)
    t.equal(codes.filter((code) => code === undefined).length, 1)
    t.equal(codes.filter((code) => code === 'conflict').length, 19)
  })

  await t.test('concurrent commits get different revisions, all of them in order in a watch', async (t) => {
    const { backend, signal } = await opened(t)
    const { revision: from } = await backend.list('')
    const events = backend.watch('', from, signal)
    const revisions = await Promise.all(Array.from({ length: 200 }, (_, n) => backend.commit(put(`k/${n}`, String(n)))))
    const expected = Array.from({ length: 200 }, (_, n) => from + 1 + n)
    t.same(
      [...revisions].sort((a, b) => a - b),
      expected,
    )
    t.same(
      (await take(events, 200)).map((event) => Number(event.split('@')[1])),
      expected,
    )
  })

  await t.test('a commit can be read as soon as it resolves', async (t) => {
    const { backend } = await opened(t)
    const check = async (n: number): Promise<void> => {
      const revision = await backend.commit(put(`k/${n}`, 'x'))
      t.equal((await backend.get(`k/${n}`))?.revision, revision)
      t.ok((await backend.list('k/')).revision >= revision)
    }
    await Promise.all(Array.from({ length: 50 }, (_, n) => check(n)))
  })

  await t.test('a watch replays what happened since its revision and goes on from there', async (t) => {
    const { backend, signal } = await opened(t)
    const first = await backend.commit(put('w/a', '1'))
    await backend.commit(put('other/a', '1'))
    await backend.commit(put('w/a', '2'))
    const events = backend.watch('w/', first, signal)
    await backend.commit(remove('w/a'))
    await backend.commit(put('w/b', '1'))
    t.same(await take(events, 3), [`put w/a=2@${first + 2}`, `delete w/a@${first + 3}`, `put w/b=1@${first + 4}`])
  })

  await t.test('a watch tells what was there before', async (t) => {
    const { backend, signal } = await opened(t)
    const first = await backend.commit(put('w/a', '1'))
    const events = backend.watch('w/', first - 1, signal)[Symbol.asyncIterator]()
    await backend.commit(put('w/a', '2'))
    await backend.commit(remove('w/a'))
    const previous: unknown[] = []
    for (let n = 0; n < 3; n++) {
      const { value } = await events.next()
      const record = (value as StorageEvent).previous
      previous.push(record && `${text(record.value)}@${record.revision}`)
    }
    t.same(previous, [undefined, `1@${first}`, `2@${first + 1}`])
  })

  await t.test('prefixes of a watch need not end at a slash', async (t) => {
    const { backend, signal } = await opened(t)
    const { revision } = await backend.list('')
    const events = backend.watch('w/ab', revision, signal)
    for (const key of ['w/a', 'w/ab', 'w/abc/d', 'w/b']) await backend.commit(put(key, ''))
    t.same(await take(events, 2), [`put w/ab=@${revision + 2}`, `put w/abc/d=@${revision + 3}`])
  })

  await t.test('a watch ends when it is aborted, also one that waits', async (t) => {
    const { backend } = await opened(t)
    const { revision } = await backend.list('')
    const stop = new AbortController()
    const next = backend.watch('', revision, stop.signal)[Symbol.asyncIterator]().next()
    stop.abort()
    t.match(await next, { done: true })
    t.match(await backend.watch('', revision, stop.signal)[Symbol.asyncIterator]().next(), { done: true })
  })

  await t.test('a watch from before what is kept is told so, as is one from the future', async (t) => {
    const { backend, signal } = await opened(t)
    const { revision } = await backend.list('')
    const next = (from: number) => () => backend.watch('', from, signal)[Symbol.asyncIterator]().next()
    t.equal(await codeOf(next((await backend.compactedRevision()) - 1)), 'compacted')
    t.equal(await codeOf(next(revision + 1)), 'future-revision')
  })

  await t.test('a key that cannot be stored is a mistake of the caller', async (t) => {
    const { backend } = await opened(t)
    for (const key of ['', 'a\u0000b', 'k'.repeat(1025), 'a\ud83d\ude00']) {
      await t.rejects(backend.commit(put(key, '')), { name: 'TypeError' })
    }
    t.same((await backend.list('')).items, [])
  })

  await t.test('closing waits for commits, ends watches, and may be repeated', async (t) => {
    const backend = await open(t)
    const { revision } = await backend.list('')
    const waiting = backend.watch('none/', revision, new AbortController().signal)[Symbol.asyncIterator]().next()
    const commits = Array.from({ length: 10 }, (_, n) => backend.commit(put(`k/${n}`, 'x')))
    await Promise.all([backend.close(), backend.close()])
    t.same(
      (await Promise.all(commits)).sort((a, b) => a - b),
      Array.from({ length: 10 }, (_, n) => revision + 1 + n),
    )
    t.match(await waiting, { done: true })
    for (const call of [
      () => backend.get('a'),
      () => backend.list(''),
      () => backend.commit(put('a', '')),
      () => backend.watch('', revision, new AbortController().signal)[Symbol.asyncIterator]().next(),
    ]) {
      t.equal(await codeOf(call), 'closed')
    }
  })
}
