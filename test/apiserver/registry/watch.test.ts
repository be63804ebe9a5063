import t from 'tap'
import { everything, parseSelector } from '../../../apiserver/api/selectors/selectors.ts'
import { applyMergePatch } from '../../../apiserver/api/patch/patch.ts'
import type { WatchEvent } from '../../../apiserver/registry/rest-storage.ts'
import { admin, asStored, device, inDefault, namespace, openWorld, refusal, take, tell, watchAll } from './fixtures.ts'

t.test('without a version a watch begins with what is there', async (t) => {
  const { registry } = await openWorld(t)
  await registry.edgeDevices.create(inDefault, device('b'), admin)
  await registry.edgeDevices.create(inDefault, device('a'), admin)
  for (const resourceVersion of ['', '0']) {
    const events = await registry.edgeDevices.watch({ ...watchAll, resourceVersion }, AbortSignal.timeout(10_000))
    t.strictSame((await take(events, 2)).map(tell), ['ADDED a', 'ADDED b'])
  }
})

t.test(
  'from a version on a watch tells all that changed, in order, with the same bytes for all watchers',
  async (t) => {
    const { registry, cache } = await openWorld(t)
    const resourceVersion = String(cache.progressRevision)
    const query = { ...watchAll, resourceVersion }
    const early = await registry.edgeDevices.watch(query, AbortSignal.timeout(10_000))
    const { object } = await registry.edgeDevices.create(inDefault, device('a'), admin)
    const patch = { metadata: { labels: { x: 'y' } } }
    await registry.edgeDevices.update({ ...inDefault, name: 'a' }, (one) => applyMergePatch(one, patch), admin)
    await registry.edgeDevices.delete({ ...inDefault, name: 'a' }, {}, admin)
    const late = await registry.edgeDevices.watch(query, AbortSignal.timeout(10_000))
    const [first, second] = [await take(early, 3), await take(late, 3)]
    t.strictSame(first.map(tell), ['ADDED a', 'MODIFIED a', 'DELETED a'])
    for (const [index, event] of first.entries()) {
      const other = second[index]
      t.ok(
        event.type !== 'BOOKMARK' &&
          other !== undefined &&
          other.type !== 'BOOKMARK' &&
          event.item.bytes === other.item.bytes,
      )
    }
    const deleted = first[2]
    const last = deleted && deleted.type !== 'BOOKMARK' ? deleted.item.object.metadata : undefined
    t.equal(last?.resourceVersion, String(cache.progressRevision), 'a deletion has its own version')
    t.match(last, { uid: object.metadata.uid, labels: { x: 'y' } })
  },
)

t.test('entering a selector is ADDED, leaving it is DELETED with the version of the change', async (t) => {
  const { registry, cache } = await openWorld(t)
  const selector = parseSelector({ labelSelector: 'on=yes' })
  const query = { ...watchAll, selector, resourceVersion: String(cache.progressRevision) }
  const events = await registry.edgeDevices.watch(query, AbortSignal.timeout(10_000))
  const label = (on: string): Promise<unknown> =>
    registry.edgeDevices.update(
      { ...inDefault, name: 'a' },
      (current) => applyMergePatch(current, { metadata: { labels: { on } } }),
      admin,
    )
  await registry.edgeDevices.create(inDefault, device('a'), admin)
  await label('yes')
  await label('no')
  const left = cache.progressRevision
  await label('never')
  await label('yes')
  await registry.edgeDevices.delete({ ...inDefault, name: 'a' }, {}, admin)
  const told = await take(events, 4)
  t.strictSame(told.map(tell), ['ADDED a', 'DELETED a', 'ADDED a', 'DELETED a'])
  const departure = told[1]
  t.match(departure && departure.type !== 'BOOKMARK' && JSON.parse(Buffer.from(departure.item.bytes).toString()), {
    metadata: { resourceVersion: String(left), labels: { on: 'yes' } },
  })
})

t.test('a watch of one object or one namespace sees nothing else', async (t) => {
  const { registry, cache } = await openWorld(t)
  const resourceVersion = String(cache.progressRevision)
  await registry.namespaces.create({}, namespace('default-b'), admin)
  await registry.edgeDevices.create({ namespace: 'default-b' }, device('a'), admin)
  for (const name of ['aa', 'a', 'b']) await registry.edgeDevices.create(inDefault, device(name), admin)
  const see = async (query: object, count: number): Promise<string[]> => {
    const events = await registry.edgeDevices.watch({ ...watchAll, ...query }, AbortSignal.timeout(10_000))
    return (await take(events, count)).map((event) => tell(event))
  }
  const oneName = { selector: parseSelector({ fieldSelector: 'metadata.name=a' }), ...inDefault }
  await registry.edgeDevices.delete({ ...inDefault, name: 'a' }, {}, admin)
  t.strictSame(await see({ ...oneName, resourceVersion }, 2), ['ADDED a', 'DELETED a'])
  t.strictSame(await see({ ...inDefault, resourceVersion }, 4), ['ADDED aa', 'ADDED a', 'ADDED b', 'DELETED a'])
  t.strictSame(await see({ ...inDefault }, 2), ['ADDED aa', 'ADDED b'])
})

t.test('WatchList tells all that is there and then says that this was it', async (t) => {
  const { registry, cache } = await openWorld(t)
  await registry.edgeDevices.create(inDefault, device('a'), admin)
  const query = { ...watchAll, sendInitialEvents: true, allowBookmarks: true }
  for (const resourceVersion of ['', '0', String(cache.progressRevision - 1)]) {
    const events = await registry.edgeDevices.watch({ ...query, resourceVersion }, AbortSignal.timeout(10_000))
    t.strictSame((await take(events, 2)).map(tell), ['ADDED a', `BOOKMARK ${cache.progressRevision} end`])
  }
  const empty = await registry.virtualPods.watch(query, AbortSignal.timeout(10_000))
  t.strictSame((await take(empty, 1)).map(tell), [`BOOKMARK ${cache.progressRevision} end`])
})

t.test('without initial events a watch begins now', async (t) => {
  const { registry } = await openWorld(t)
  await registry.edgeDevices.create(inDefault, device('a'), admin)
  const query = { ...watchAll, sendInitialEvents: false }
  const events = await registry.edgeDevices.watch(query, AbortSignal.timeout(10_000))
  await registry.edgeDevices.create(inDefault, device('b'), admin)
  t.strictSame((await take(events, 1)).map(tell), ['ADDED b'])
})

t.test('bookmarks come when they are due and nothing else is to be said', async (t) => {
  const due: (() => void)[] = []
  let cancelled = 0
  const ticker = (callback: () => void): (() => void) => {
    due.push(callback)
    return () => void cancelled++
  }
  const { registry, cache } = await openWorld(t, { ticker })
  const query = { ...watchAll, allowBookmarks: true, resourceVersion: String(cache.progressRevision) }
  const events = (await registry.edgeDevices.watch(query, AbortSignal.timeout(10_000)))[Symbol.asyncIterator]()
  const next = async (): Promise<string> => {
    const { value } = await events.next()
    return tell(value as WatchEvent)
  }
  const waiting = next()
  await registry.namespaces.create({}, namespace('elsewhere'), admin)
  due[0]?.()
  t.equal(await waiting, `BOOKMARK ${cache.progressRevision}`, 'it knows of changes of other resources')
  due[0]?.()
  await registry.edgeDevices.create(inDefault, device('a'), admin)
  t.equal(await next(), 'ADDED a', 'what happened before the bookmark comes before it')
  t.equal(await next(), `BOOKMARK ${cache.progressRevision}`)
  const plain = await registry.edgeDevices.watch({ ...query, allowBookmarks: false }, AbortSignal.timeout(10_000))
  t.equal(due.length, 1, 'who does not ask for bookmarks gets none')
  await events.return?.()
  t.equal(cancelled, 1)
  await plain[Symbol.asyncIterator]().return?.()
})

t.test('a watch ends with its signal, also in the middle of what was there', async (t) => {
  const { registry } = await openWorld(t)
  for (const name of ['a', 'b']) await registry.edgeDevices.create(inDefault, device(name), admin)
  const first = new AbortController()
  const events = (await registry.edgeDevices.watch(watchAll, first.signal))[Symbol.asyncIterator]()
  t.equal((await events.next()).done, false)
  first.abort()
  t.equal((await events.next()).done, true)
  const second = new AbortController()
  const query = { ...watchAll, sendInitialEvents: false }
  const waiting = (await registry.edgeDevices.watch(query, second.signal))[Symbol.asyncIterator]().next()
  second.abort()
  t.equal((await waiting).done, true)
  t.equal((await (await registry.edgeDevices.watch(watchAll, second.signal))[Symbol.asyncIterator]().next()).done, true)
})

t.test('a version that is too old is Expired, one of the future is a timeout', async (t) => {
  const { registry, cache } = await openWorld(t, { cacheOptions: { maxEvents: 4 } })
  const old = String(cache.progressRevision)
  for (let index = 0; index < 10; index++) await registry.edgeDevices.create(inDefault, device(`d${index}`), admin)
  const signal = AbortSignal.timeout(10_000)
  t.match(await refusal(registry.edgeDevices.watch({ ...watchAll, resourceVersion: old }, signal)), {
    code: 410,
    reason: 'Expired',
  })
  const future = String(cache.progressRevision + 5)
  t.match(await refusal(registry.edgeDevices.watch({ ...watchAll, resourceVersion: future }, signal)), { code: 504 })
  t.match(await refusal(registry.edgeDevices.watch({ ...watchAll, resourceVersion: 'x' }, signal)), { code: 400 })
})

t.test('a watcher that does not read falls behind and is told so, and holds up nobody', async (t) => {
  const { registry, cache } = await openWorld(t, { cacheOptions: { maxQueuedEvents: 8 } })
  const query = { ...watchAll, selector: everything, resourceVersion: String(cache.progressRevision) }
  const events = (await registry.edgeDevices.watch(query, AbortSignal.timeout(10_000)))[Symbol.asyncIterator]()
  for (let index = 0; index < 20; index++) await registry.edgeDevices.create(inDefault, device(`d${index}`), admin)
  const drain = async (): Promise<void> => {
    while (!(await events.next()).done);
  }
  t.match(await refusal(drain()), { code: 410, reason: 'Expired' })
  t.equal((await events.next()).done, true)
})

t.test('a marked object is a change, its removal the deletion', async (t) => {
  const { registry, cache } = await openWorld(t)
  await registry.edgeDevices.create(inDefault, device('a', { metadata: { finalizers: ['x.io/y'] } }), admin)
  const query = { ...watchAll, resourceVersion: String(cache.progressRevision) }
  const events = await registry.edgeDevices.watch(query, AbortSignal.timeout(10_000))
  asStored(await registry.edgeDevices.delete({ ...inDefault, name: 'a' }, {}, admin))
  const patch = { metadata: { finalizers: null } }
  await registry.edgeDevices.update({ ...inDefault, name: 'a' }, (one) => applyMergePatch(one, patch), admin)
  t.strictSame((await take(events, 2)).map(tell), ['MODIFIED a', 'DELETED a'])
})
