import t from 'tap'
import type { Test } from 'tap'
import { parseSelector } from '../../../apiserver/api/selectors/selectors.ts'
import { createVirtualClusters } from '../../../apiserver/virtualcore/virtual-clusters.ts'
import { admin, namespace, openWorld, refusal, take, watchAll } from '../registry/fixtures.ts'

/** The namespaces `default` and `plant-a`. */
async function openClusters(t: Test) {
  const { registry } = await openWorld(t)
  await registry.namespaces.create({}, namespace('plant-a'), admin)
  return { registry, clusters: createVirtualClusters(registry.namespaces) }
}

t.test('each namespace has a virtual cluster called default, and no other', async (t) => {
  const { registry, clusters } = await openClusters(t)
  const { object } = await clusters.get({ namespace: 'plant-a', name: 'default' })
  const { uid, ...behind } = registry.namespaces.peek({ name: 'plant-a' })?.object.metadata ?? { name: '' }
  t.match(object, { apiVersion: 'aranya.arhat.dev/v1alpha1', kind: 'VirtualCluster' })
  t.match(object.metadata, {
    name: 'default',
    namespace: 'plant-a',
    uid: /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/,
    resourceVersion: behind.resourceVersion,
    creationTimestamp: behind.creationTimestamp,
  })
  t.not(object.metadata.uid, uid)
  t.strictSame(clusters.table.cells(object), ['default', { since: object.metadata.creationTimestamp }])
  for (const key of [
    { namespace: 'plant-a', name: 'plant-a' },
    { namespace: 'missing', name: 'default' },
    { namespace: '', name: 'default' },
  ]) {
    const message = `virtualclusters.aranya.arhat.dev "${key.name}" not found`
    t.match(await refusal(clusters.get(key)), { code: 404, message })
  }
  t.equal('create' in clusters || 'delete' in clusters || 'update' in clusters, false)
})

t.test('lists and selectors are about virtual clusters', async (t) => {
  const { clusters } = await openClusters(t)
  const list = async (more: { namespace?: string }, fieldSelector = '', labelSelector = '') => {
    const { items } = await clusters.list({ ...more, selector: parseSelector({ fieldSelector, labelSelector }) })
    return items.map(({ object: { metadata } }) => `${metadata.namespace}/${metadata.name}`)
  }
  const all = ['default/default', 'plant-a/default']
  t.strictSame(await list({}), all)
  t.strictSame(await list({}, 'metadata.name=default'), all)
  t.strictSame(await list({}, 'metadata.name=plant-a'), [])
  t.strictSame(await list({}, 'metadata.namespace=plant-a'), ['plant-a/default'])
  t.strictSame(await list({}, 'metadata.namespace!=plant-a'), ['default/default'])
  t.strictSame(await list({}, '', 'site=north'), [])
  t.strictSame(await list({ namespace: 'plant-a' }), ['plant-a/default'])
  t.strictSame(await list({ namespace: 'plant-a' }, 'metadata.name=default'), ['plant-a/default'])
  t.strictSame(await list({ namespace: 'plant-a' }, 'metadata.name!=default'), [])
  t.strictSame(await list({ namespace: 'plant-a' }, 'metadata.namespace=default'), [])
  t.strictSame(await list({ namespace: 'missing' }), [])
})

t.test('a watch tells when a namespace comes, with a name that begins with another one’s', async (t) => {
  const { registry, clusters } = await openClusters(t)
  const everywhere = await clusters.watch(watchAll, AbortSignal.timeout(20_000))
  const inOne = await clusters.watch({ ...watchAll, namespace: 'plant-a2' }, AbortSignal.timeout(20_000))
  await registry.namespaces.create({}, namespace('plant-a23'), admin)
  await registry.namespaces.create({}, namespace('plant-a2'), admin)
  const told = async (events: typeof inOne, count: number) =>
    (await take(events, count)).map((event) =>
      event.type === 'BOOKMARK' ? event.type : `${event.type} ${event.item.object.metadata.namespace}`,
    )
  t.strictSame(await told(inOne, 1), ['ADDED plant-a2'])
  t.strictSame(await told(everywhere, 4), ['ADDED default', 'ADDED plant-a', 'ADDED plant-a23', 'ADDED plant-a2'])
})
