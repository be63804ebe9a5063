import t from 'tap'
import { edgeDeviceInfo } from '../../../apiserver/api/kinds/edge-device/schema.ts'
import { everything } from '../../../apiserver/api/selectors/selectors.ts'
import { ClusterClient } from '../../../apiserver/kubernetes/client/client.ts'
import { openKubeconfig } from '../../../apiserver/kubernetes/kubeconfig/open-kubeconfig.ts'
import { ClusterNamespaces } from '../../../apiserver/controllers/cluster-namespaces.ts'
import { log } from '../http/support/server.ts'
import { eventually } from '../../support/processes.ts'
import { StandInKubeApiserver } from '../server/modes/support/kube-apiserver.ts'
import { refusal, take, tell, watchAll } from '../registry/fixtures.ts'

t.test('the namespaces of a cluster', async (t) => {
  const cluster = await StandInKubeApiserver.start(t)
  const managedFields = [{ manager: 'kubectl' }]
  cluster.put('namespaces', { metadata: { name: 'a', uid: 'u-a', labels: { x: 'y' }, managedFields } })
  cluster.put('namespaces', { metadata: { name: 'b', uid: 'u-b' } })
  cluster.hanging.add('/namespaces')
  const client = new ClusterClient({ access: await openKubeconfig(cluster.kubeconfig), userAgent: 'test' })
  t.teardown(() => client.close())
  const timing = { firstRetryMs: 10, maxRetryMs: 50 }
  const namespaces = await ClusterNamespaces.open({ client, log, timing })
  t.teardown(() => namespaces.close())
  const { reader } = namespaces
  const all = { selector: everything }
  const names = async () => (await reader.list(all)).items.map(({ object }) => object.metadata.name)

  t.test('are not there before they are known', async (t) => {
    t.match(await refusal(reader.list(all)), { reason: 'ServiceUnavailable' })
    t.throws(() => namespaces.checkSynced(), /not known yet/)
    cluster.hanging.clear()
    await cluster.kill()
    await cluster.start()
    await eventually('they are known', async () => (await names().catch(() => [])).length === 2)
    namespaces.checkSynced()
  })

  t.test('are listed and watched as our own objects, with versions that never go back', async (t) => {
    const { object } = await reader.get({ name: 'a' })
    const { resourceVersion, ...metadata } = object.metadata
    t.strictSame(metadata, { name: 'a', uid: 'u-a', labels: { x: 'y' } })
    t.ok(Number(resourceVersion) > Date.parse('2026-01-01'), 'higher than those of an earlier process')
    const { revision } = await reader.list(all)
    const stop = new AbortController()
    const events = await reader.watch({ ...watchAll, resourceVersion: String(revision) }, stop.signal)
    cluster.put('namespaces', { metadata: { name: 'c' } })
    cluster.put('namespaces', { metadata: { name: 'a', uid: 'u-a', deletionTimestamp: '2026-01-01T00:00:00Z' } })
    cluster.remove('namespaces', 'b')
    t.strictSame((await take(events, 3)).map(tell), ['ADDED c', 'MODIFIED a', 'DELETED b'])
    stop.abort()
    t.match((await reader.get({ name: 'a' })).object, { status: { phase: 'Terminating' } })
  })

  t.test('lost sight of, are the same again when they are listed anew', async (t) => {
    const before = await reader.list(all)
    await cluster.kill()
    cluster.remove('namespaces', 'c')
    await cluster.start()
    await eventually('it has caught up', async () => (await names()).join() === 'a')
    const after = await reader.list(all)
    t.equal(after.items[0]?.revision, before.items[0]?.revision, 'what did not change is not told again')
  })

  t.test('guard what is created and changed in them', async (t) => {
    const check = (verb: 'create' | 'update', namespace: string) =>
      namespaces.check({ verb, namespace, info: edgeDeviceInfo, object: { metadata: { name: 'x' } } })
    t.match(await refusal(check('create', 'a')), { reason: 'Forbidden' })
    await check('update', 'a')
    t.match(await refusal(check('update', 'gone')), { reason: 'NotFound' })
    cluster.hanging.add('/namespaces/slow')
    t.match(await refusal(check('create', 'slow')), { reason: 'Timeout', code: 504 })
  })
})
