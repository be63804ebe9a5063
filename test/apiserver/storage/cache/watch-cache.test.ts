import t from 'tap'
import type { Test } from 'tap'
import type { KubeObject, StoredObject } from '../../../../apiserver/api/meta/object.ts'
import type { Backend, Change, StorageEvent } from '../../../../apiserver/storage/backend.ts'
import { openWatchCache } from '../../../../apiserver/storage/cache/cached-backend.ts'
import type { ObjectEvent, WatchCache, WatchCacheOptions } from '../../../../apiserver/storage/cache/cached-backend.ts'
import { StorageError } from '../../../../apiserver/storage/errors.ts'
import { openMemoryBackend } from '../../../../apiserver/storage/memory/memory-backend.ts'
import { silentLog } from '../fixtures/log.ts'

const prefix = 'registry/aranya.arhat.dev/edgedevices/'
const keyOf = (name: string, namespace = 'default'): string => `${prefix}${namespace}/${name}`
const device = (name: string, phase = 'Pending'): KubeObject => ({
  apiVersion: 'aranya.arhat.dev/v1alpha1',
  kind: 'EdgeDevice',
  metadata: { name, namespace: 'default' },
  status: { phase },
})
const names = (items: readonly StoredObject[]): string[] => items.map(({ object }) => object.metadata.name)
const put = (cache: WatchCache, name: string, namespace?: string): Promise<StoredObject> =>
  cache.commitObject({ type: 'put', key: keyOf(name, namespace), object: device(name) })

async function opened(
  t: Test,
  backend = openMemoryBackend(),
  options: Partial<WatchCacheOptions> = {},
): Promise<{ cache: WatchCache; signal: AbortSignal }> {
  const cache = await openWatchCache(backend, { log: silentLog, visibleTimeoutMs: 50, ...options })
  const stop = new AbortController()
  t.teardown(async () => {
    stop.abort()
    await cache.close()
  })
  return { cache, signal: stop.signal }
}

async function take(events: AsyncIterable<ObjectEvent>, count: number): Promise<ObjectEvent[]> {
  const seen: ObjectEvent[] = []
  for await (const event of events) if (seen.push(event) === count) break
  return seen
}

t.test('a committed object is visible at once, and is what its commit returned', async (t) => {
  const { cache } = await opened(t)
  const created = await put(cache, 'a')
  t.equal(created.object.metadata.resourceVersion, String(created.revision))
  t.equal(cache.getObject(keyOf('a')), created)
  t.same(cache.listObjects(prefix), { items: [created], revision: created.revision })
  t.equal(cache.progressRevision, created.revision)
  const deleted = await cache.commitObject({ type: 'delete', key: keyOf('a'), expectedRevision: created.revision })
  t.equal(deleted.object.metadata.resourceVersion, String(created.revision + 1))
  t.equal(cache.getObject(keyOf('a')), undefined)
})

t.test('objects are listed by namespace and over all of them, and a list is a snapshot', async (t) => {
  const { cache } = await opened(t)
  for (const [name, namespace] of [
    ['b', 'x'],
    ['a', 'x'],
    ['c', 'x-y'],
    ['d', 'w'],
  ] as const)
    await put(cache, name, namespace)
  const before = cache.listObjects(`${prefix}x/`)
  await put(cache, 'aa', 'x')
  t.same(names(before.items), ['a', 'b'])
  t.same(names(cache.listObjects(`${prefix}x/`).items), ['a', 'aa', 'b'])
  t.same(names(cache.listObjects(prefix).items), ['d', 'c', 'a', 'aa', 'b'], 'x-y sorts before x/')
})

t.test(
  'watches get objects with their revision, what was there before, and the last state of what was deleted',
  async (t) => {
    const { cache, signal } = await opened(t)
    const created = await put(cache, 'a')
    await cache.commit({ type: 'put', key: 'internal/x', value: Buffer.from('raw') })
    const changed = await cache.commitObject({ type: 'put', key: keyOf('a'), object: device('a', 'Online') })
    await cache.commitObject({ type: 'delete', key: keyOf('a') })
    const [first, second, third] = await take(cache.watchObjects('registry/', 1, signal), 3)
    t.match(first, { type: 'put', key: keyOf('a'), item: created, previous: undefined })
    t.match(second, { type: 'put', item: changed, previous: created })
    t.match(third, { type: 'delete', revision: changed.revision + 1, previous: changed })
    t.match(third?.item.object, {
      status: { phase: 'Online' },
      metadata: { resourceVersion: String(changed.revision + 1) },
    })
  },
)

t.test('all watches share one item for each event', async (t) => {
  const { cache, signal } = await opened(t)
  const watches = [1, 2, 3].map(() => take(cache.watchObjects(prefix, 1, signal), 1))
  const created = await put(cache, 'a')
  for (const [event] of await Promise.all(watches)) t.equal(event?.item, created)
})

t.test('a watch from too early or too late throws from the call', async (t) => {
  const { cache, signal } = await opened(t)
  t.throws(() => cache.watchObjects(prefix, 0, signal), { code: 'compacted' })
  t.throws(() => cache.watchObjects(prefix, 99, signal), { code: 'future-revision' })
})

t.test('a watch that is not read ends with compacted', async (t) => {
  const { cache, signal } = await opened(t, openMemoryBackend(), { maxQueuedEvents: 10 })
  const events = cache.watchObjects(prefix, 1, signal)
  for (let n = 0; n < 12; n++) await put(cache, `d${n}`)
  await t.rejects(take(events, 1), { code: 'compacted' })
})

t.test('what is no object is not committed under registry/', async (t) => {
  const { cache } = await opened(t)
  await t.rejects(cache.commit({ type: 'put', key: keyOf('a'), value: Buffer.from('x') }), { code: 'damaged' })
  await t.rejects(cache.commitObject({ type: 'put', key: 'internal/a', object: device('a') }), { name: 'TypeError' })
  t.equal(cache.progressRevision, 1)
})

t.test('a store with something else than objects under registry/ is damaged', async (t) => {
  const backend = openMemoryBackend()
  await backend.commit({ type: 'put', key: keyOf('a'), value: Buffer.from('{}') })
  await t.rejects(openWatchCache(backend, { log: silentLog }), { code: 'damaged', message: new RegExp(keyOf('a')) })
})

t.test('refusals of the backend reach the caller, and change nothing', async (t) => {
  const { cache } = await opened(t)
  const { revision } = await put(cache, 'a')
  const change = { type: 'put', key: keyOf('a'), object: device('a') } as const
  await t.rejects(cache.commitObject({ ...change, expectedRevision: 0 }), { code: 'exists' })
  await t.rejects(cache.commitObject({ ...change, expectedRevision: revision - 1 }), { code: 'conflict' })
  await t.rejects(cache.commitObject({ type: 'delete', key: keyOf('b') }), { code: 'not-found' })
  t.equal(cache.progressRevision, revision)
})

t.test('changes of other writers appear', async (t) => {
  const backend = openMemoryBackend()
  const { cache, signal } = await opened(t, backend)
  const events = take(cache.watchObjects(prefix, 1, signal), 1)
  const value = Buffer.from(JSON.stringify(device('foreign')))
  const revision = await backend.commit({ type: 'put', key: keyOf('foreign'), value })
  t.match((await events)[0], { revision, item: { object: { metadata: { name: 'foreign' } } } })
  t.equal(cache.getObject(keyOf('foreign'))?.revision, revision)
})

/** A backend whose watch can be made to fail, or to stand still. */
class FaultyBackend implements Backend {
  readonly #inner: Backend = openMemoryBackend()
  #fail: ((error: StorageError) => void) | undefined
  watches = 0
  writeFailure: StorageError | undefined

  list = this.#inner.list.bind(this.#inner)
  get = this.#inner.get.bind(this.#inner)
  compactedRevision = this.#inner.compactedRevision.bind(this.#inner)
  close = this.#inner.close.bind(this.#inner)
  commit = async (change: Change): Promise<number> => {
    if (this.writeFailure) throw this.writeFailure
    return this.#inner.commit(change)
  }

  async *watch(prefix: string, fromRevision: number, signal: AbortSignal): AsyncIterable<StorageEvent> {
    this.watches++
    const failed = new Promise<never>((_, reject) => (this.#fail = reject))
    const events = this.#inner.watch(prefix, fromRevision, signal)[Symbol.asyncIterator]()
    for (;;) {
      const result = await Promise.race([events.next(), failed])
      if (result.done) return
      yield result.value
    }
  }

  fail(error: StorageError): void {
    this.#fail?.(error)
  }
}

t.test('when the backend has forgotten events, the cache lists again and its watches are told to', async (t) => {
  const backend = new FaultyBackend()
  const { cache, signal } = await opened(t, backend)
  await put(cache, 'a')
  const waiting = take(cache.watchObjects(prefix, cache.progressRevision, signal), 1)
  backend.fail(new StorageError('compacted', 'gone'))
  await backend.commit({ type: 'put', key: keyOf('b'), value: Buffer.from(JSON.stringify(device('b'))) })
  await t.rejects(waiting, { code: 'compacted' })
  t.same(names(cache.listObjects(prefix).items), ['a', 'b'])
  t.equal(await cache.compactedRevision(), cache.progressRevision)
  await put(cache, 'c')
  t.same(names(cache.listObjects(prefix).items), ['a', 'b', 'c'])
})

t.test('when the backend is away for a while, the cache serves what it knows and misses nothing', async (t) => {
  const backend = new FaultyBackend()
  const { cache, signal } = await opened(t, backend)
  await put(cache, 'a')
  const events = take(cache.watchObjects(prefix, cache.progressRevision, signal), 1)
  backend.fail(new StorageError('unavailable', 'away'))
  t.same(names(cache.listObjects(prefix).items), ['a'])
  const created = await put(cache, 'b')
  t.equal(created.object.metadata.name, 'b', 'a commit that is durable does not wait for ever to be visible')
  t.match(await events, [{ item: { object: { metadata: { name: 'b' } } } }])
  t.equal(backend.watches, 2)
})

t.test('when nothing can be written any more, the cache serves all that was acknowledged', async (t) => {
  const backend = new FaultyBackend()
  const { cache, signal } = await opened(t, backend)
  const revision = (await put(cache, 'a')).revision
  const events = take(cache.watchObjects(prefix, 1, signal), 1)
  t.equal(cache.writeFailure, undefined)
  backend.writeFailure = new StorageError('write-failed', 'bad')
  await t.rejects(put(cache, 'b'), { code: 'write-failed' })
  t.match(cache.writeFailure, { code: 'write-failed' })
  t.same(names(cache.listObjects(prefix).items), ['a'])
  t.equal(cache.getObject(keyOf('a'))?.revision, revision)
  t.match(await events, [{ revision }])
})

t.test('when the backend is damaged, the cache serves nothing any more', async (t) => {
  const backend = new FaultyBackend()
  const { cache, signal } = await opened(t, backend)
  await put(cache, 'a')
  const waiting = take(cache.watchObjects(prefix, cache.progressRevision, signal), 1)
  backend.fail(new StorageError('damaged', 'bad'))
  await t.rejects(waiting, { code: 'damaged' })
  t.throws(() => cache.getObject(keyOf('a')), { code: 'damaged' })
  t.throws(() => cache.listObjects(prefix), { code: 'damaged' })
  t.throws(() => cache.watchObjects(prefix, 2, signal), { code: 'damaged' })
  await t.rejects(put(cache, 'b'), { code: 'damaged' })
})

t.test('a closed cache says so', async (t) => {
  const { cache, signal } = await opened(t)
  await cache.close()
  t.throws(() => cache.getObject(keyOf('a')), { code: 'closed' })
  t.throws(() => cache.listObjects(prefix), { code: 'closed' })
  t.throws(() => cache.watchObjects(prefix, 1, signal), { code: 'closed' })
  await t.rejects(put(cache, 'a'), { code: 'closed' })
})

t.test('many commits at once keep the order of their revisions in every watch', async (t) => {
  const { cache, signal } = await opened(t)
  const events = take(cache.watchObjects(prefix, 1, signal), 500)
  const items = await Promise.all(Array.from({ length: 500 }, (_, n) => put(cache, `d${n % 100}`)))
  t.same(
    (await events).map(({ revision }) => revision),
    Array.from({ length: 500 }, (_, n) => n + 2),
  )
  t.equal(new Set(items.map(({ revision }) => revision)).size, 500)
})
