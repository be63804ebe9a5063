import t from 'tap'
import type { Test } from 'tap'
import { everything, parseSelector } from '../../../apiserver/api/selectors/selectors.ts'
import { toStatus } from '../../../apiserver/api/meta/errors.ts'
import type { ListQuery, ListResult } from '../../../apiserver/registry/rest-storage.ts'
import { admin, device, inDefault, namespace, openWorld, refusal } from './fixtures.ts'
import type { World } from './fixtures.ts'

const all: ListQuery = { selector: everything }

async function openFilled(t: Test): Promise<World> {
  const world = await openWorld(t)
  const { edgeDevices, namespaces } = world.registry
  for (const name of ['default-b', 'a']) await namespaces.create({}, namespace(name), admin)
  for (const [within, name] of [
    ['default', 'b'],
    ['default-b', 'a'],
    ['a', 'z'],
    ['default', 'a'],
    ['default', 'c'],
  ] as const) {
    await edgeDevices.create({ namespace: within }, device(name, { metadata: { labels: { in: within } } }), admin)
  }
  return world
}

function names({ items }: ListResult): string[] {
  return items.map(({ object }) => `${object.metadata.namespace}/${object.metadata.name}`)
}

t.test('a list is in the order of the keys, of all namespaces or one', async (t) => {
  const { registry, cache } = await openFilled(t)
  const list = await registry.edgeDevices.list(all)
  t.strictSame(names(list), ['a/z', 'default-b/a', 'default/a', 'default/b', 'default/c'])
  t.equal(list.revision, cache.progressRevision)
  t.strictSame(names(await registry.edgeDevices.list({ ...all, ...inDefault })), [
    'default/a',
    'default/b',
    'default/c',
  ])
  t.strictSame(names(await registry.edgeDevices.list({ ...all, namespace: 'none' })), [])
})

t.test('selectors choose by labels, name and namespace', async (t) => {
  const { registry } = await openFilled(t)
  const list = async (source: object, query: object = {}): Promise<string[]> =>
    names(await registry.edgeDevices.list({ ...query, selector: parseSelector(source) }))
  t.strictSame(await list({ labelSelector: 'in in (a,default-b)' }), ['a/z', 'default-b/a'])
  t.strictSame(await list({ fieldSelector: 'metadata.name=a' }), ['default-b/a', 'default/a'])
  t.strictSame(await list({ fieldSelector: 'metadata.name=a' }, inDefault), ['default/a'])
  t.strictSame(await list({ fieldSelector: 'metadata.name=none' }, inDefault), [])
  t.strictSame(await list({ fieldSelector: 'metadata.name=a', labelSelector: 'in=a' }, inDefault), [])
  t.strictSame(await list({ fieldSelector: 'metadata.namespace=a' }), ['a/z'])
  t.strictSame(await list({ fieldSelector: 'metadata.namespace=a' }, inDefault), [])
  t.strictSame(await list({ fieldSelector: 'metadata.namespace=a,metadata.name=z' }), ['a/z'])
})

t.test('pages are of one revision, whatever is written meanwhile', async (t) => {
  const { registry } = await openFilled(t)
  const first = await registry.edgeDevices.list({ ...all, limit: 2 })
  t.strictSame(names(first), ['a/z', 'default-b/a'])
  t.equal(first.remainingItemCount, 3)
  await registry.edgeDevices.delete({ ...inDefault, name: 'a' }, {}, admin)
  await registry.edgeDevices.create(inDefault, device('aa'), admin)
  const second = await registry.edgeDevices.list({ ...all, limit: 2, continueToken: first.continueToken ?? '' })
  t.strictSame(names(second), ['default/a', 'default/b'])
  t.equal(second.revision, first.revision)
  t.equal(second.remainingItemCount, 1)
  const third = await registry.edgeDevices.list({ ...all, limit: 2, continueToken: second.continueToken ?? '' })
  t.strictSame(names(third), ['default/c'])
  t.equal(third.continueToken, undefined)
  t.equal(third.remainingItemCount, undefined)
})

t.test('with a selector a page is filled with what is selected, and does not tell how many follow', async (t) => {
  const { registry } = await openFilled(t)
  const query = { selector: parseSelector({ labelSelector: 'in=default' }), limit: 2 }
  const first = await registry.edgeDevices.list(query)
  t.strictSame(names(first), ['default/a', 'default/b'])
  t.equal(first.remainingItemCount, undefined)
  const second = await registry.edgeDevices.list({ ...query, continueToken: first.continueToken ?? '' })
  t.strictSame(names(second), ['default/c'])
  t.equal(second.continueToken, undefined)
})

t.test('a page of a list that is no longer kept is Expired, and says how to go on without it', async (t) => {
  const { registry } = await openFilled(t)
  const first = await registry.edgeDevices.list({ ...all, limit: 2 })
  for (let index = 0; index < 70; index++) {
    await registry.edgeDevices.create(inDefault, device(`n${index}`), admin)
    await registry.edgeDevices.list({ ...all, limit: 1 })
  }
  const error = await refusal(registry.edgeDevices.list({ ...all, limit: 2, continueToken: first.continueToken ?? '' }))
  t.match(error, { code: 410, reason: 'Expired' })
  const token = toStatus(error).metadata['continue']
  t.type(token, 'string')
  const rest = await registry.edgeDevices.list({ ...all, limit: 2, continueToken: String(token) })
  t.strictSame(names(rest), ['default/a', 'default/b'])
  t.ok(rest.revision > first.revision)
})

t.test('a resource version is honoured as Kubernetes does', async (t) => {
  const { registry, cache } = await openFilled(t)
  const now = String(cache.progressRevision)
  const old = String(cache.progressRevision - 1)
  const ask = (query: Partial<ListQuery>): Promise<ListResult> => registry.edgeDevices.list({ ...all, ...query })
  for (const query of [
    { resourceVersion: '' },
    { resourceVersion: '0' },
    { resourceVersion: '0', limit: 10 },
    { resourceVersion: old },
    { resourceVersion: old, resourceVersionMatch: 'NotOlderThan' },
    { resourceVersion: old, limit: 10, resourceVersionMatch: 'NotOlderThan' },
    { resourceVersion: now, limit: 10 },
    { resourceVersion: now, resourceVersionMatch: 'Exact' },
  ] as const) {
    t.equal((await ask(query)).items.length, 5, JSON.stringify(query))
  }
  const token = (await ask({ limit: 1 })).continueToken ?? ''
  const refused: readonly (readonly [Partial<ListQuery>, number])[] = [
    [{ resourceVersion: old, resourceVersionMatch: 'Exact' }, 410],
    [{ resourceVersion: old, limit: 10 }, 410],
    [{ resourceVersionMatch: 'NotOlderThan' }, 422],
    [{ resourceVersion: '0', resourceVersionMatch: 'Exact' }, 422],
    [{ resourceVersion: now, resourceVersionMatch: 'Exact', continueToken: token }, 422],
    [{ resourceVersion: now, continueToken: token }, 400],
    [{ resourceVersion: 'x' }, 400],
    [{ resourceVersion: '-1' }, 400],
    [{ resourceVersion: '99999999999999999999' }, 400],
    [{ continueToken: 'nonsense' }, 400],
    [{ continueToken: Buffer.from('{"v":1,"rv":"x","after":1}').toString('base64url') }, 400],
    [{ continueToken: 'A'.repeat(5000) }, 400],
  ]
  for (const [query, code] of refused)
    t.equal((await refusal(ask(query))).code, code, JSON.stringify(query).slice(0, 80))
})

t.test('a version of the future is waited for, and then refused with the cause that client-go looks for', async (t) => {
  const { registry, cache } = await openFilled(t)
  const soon = registry.edgeDevices.list({ ...all, resourceVersion: String(cache.progressRevision + 1) })
  await registry.edgeDevices.create(inDefault, device('new'), admin)
  t.equal((await soon).items.length, 6)
  const error = await refusal(
    registry.edgeDevices.list({ ...all, resourceVersion: String(cache.progressRevision + 1) }),
  )
  t.match(error, {
    code: 504,
    reason: 'Timeout',
    details: { causes: [{ reason: 'ResourceVersionTooLarge' }], retryAfterSeconds: 1 },
  })
})
