import t from 'tap'
import type { Test } from 'tap'
import { readEvents } from '../../apiserver/http/support/client.ts'
import type { Client } from '../../apiserver/http/support/client.ts'
import { succeed } from '../../support/aranya.ts'
import { startCluster, whyNoCluster } from '../../support/cluster.ts'
import type { Cluster } from '../../support/cluster.ts'
import { available, installAranya } from '../../support/cluster/installed.ts'
import { virtualClusterPath } from '../../support/cluster/virtual-cluster.ts'

/** What client-go and kube-controller-manager ask of an API, through kube-apiserver. */

const devices = '/apis/aranya.arhat.dev/v1alpha1/namespaces/default/edgedevices'
/** Protobuf first, as controllers that know no kind send it. */
const metadataOnly = (kind: string): Record<string, string> => ({
  accept: ['application/vnd.kubernetes.protobuf', 'application/json']
    .map((type) => `${type};as=${kind};g=meta.k8s.io;v=v1`)
    .join(','),
})
const device = (name: string, metadata: object = {}): object => ({
  apiVersion: 'aranya.arhat.dev/v1alpha1',
  kind: 'EdgeDevice',
  metadata: { name, ...metadata },
})

t.test('through kube-apiserver', { skip: await whyNoCluster() }, async (t) => {
  const cluster = await startCluster(t)
  await cluster.controllerManager.start()
  await installAranya(t, cluster)
  await available(cluster)
  const client = cluster.connect()
  t.teardown(() => client.close())
  await t.test('metadata alone is listed and watched, from a first event to a bookmark', (t) => watchList(t, client))
  await t.test('what is not spoken is refused so that the client tries another', (t) => refusals(t, client))
  await t.test('deletions hold to their conditions', (t) => deletions(t, client))
  await t.test('reviews in a virtual cluster say what the cluster grants', (t) => reviews(t, cluster))
})

async function watchList(t: Test, client: Client): Promise<void> {
  for (const name of ['a', 'b']) t.equal((await client.ask(devices, { method: 'POST', body: device(name) })).code, 201)
  const list = await client.ask(`${devices}?limit=1`, { headers: metadataOnly('PartialObjectMetadataList') })
  t.equal(list.headers['content-type'], 'application/json')
  t.match(list.json, {
    kind: 'PartialObjectMetadataList',
    apiVersion: 'meta.k8s.io/v1',
    metadata: { continue: String },
  })
  t.equal(list.json.items[0].spec, undefined)
  const query = 'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true'
  const watch = await client.open(`${devices}?${query}`, { headers: metadataOnly('PartialObjectMetadata') })
  t.equal(watch.statusCode, 200)
  const seen: string[] = []
  for await (const { type, object } of readEvents(watch)) {
    t.match(object, { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' })
    const { name, annotations } = object['metadata'] as { name?: string; annotations?: Record<string, string> }
    seen.push(`${type} ${name ?? annotations?.['k8s.io/initial-events-end'] ?? ''}`)
    if (type === 'BOOKMARK') break
  }
  t.same(seen, ['ADDED a', 'ADDED b', 'BOOKMARK true'])
  const unmatched = await client.ask(`${devices}?watch=1&sendInitialEvents=true`)
  t.equal(unmatched.code, 422)
}

async function refusals(t: Test, client: Client): Promise<void> {
  const protobuf = 'application/vnd.kubernetes.protobuf'
  t.equal((await client.ask(devices, { headers: { accept: protobuf } })).code, 406)
  const sent = { method: 'POST', headers: { 'content-type': protobuf }, body: Buffer.from('k8s\0') }
  t.equal((await client.ask(devices, sent)).code, 415)
  const headers = { 'content-type': 'application/strategic-merge-patch+json' }
  const strategic = await client.ask(`${devices}/a`, { method: 'PATCH', headers, body: {} })
  t.equal(strategic.code, 415)
  t.match(strategic.json, { reason: 'UnsupportedMediaType' })
  t.equal((await client.ask(`${devices}?resourceVersion=999999999`)).code, 504)
}

async function deletions(t: Test, client: Client): Promise<void> {
  const remove = (path: string, body: object = {}) => client.ask(path, { method: 'DELETE', body })
  t.equal((await remove(`${devices}/a`, { preconditions: { uid: 'other' } })).code, 409)
  t.equal((await remove(`${devices}/a`, { preconditions: { resourceVersion: '1' } })).code, 409)
  const labels = { labels: { site: 'x' }, finalizers: ['example.com/hold'] }
  t.equal((await client.ask(devices, { method: 'POST', body: device('c', labels) })).code, 201)
  const held = await remove(`${devices}/c`)
  t.match(held.json, { kind: 'EdgeDevice', metadata: { deletionTimestamp: String, deletionGracePeriodSeconds: 0 } })
  const headers = { 'content-type': 'application/merge-patch+json' }
  const body = { metadata: { finalizers: null } }
  t.equal((await client.ask(`${devices}/c`, { method: 'PATCH', headers, body })).code, 200)
  t.equal((await client.ask(`${devices}/c`)).code, 404)
  t.equal((await remove(`${devices}?labelSelector=site%3Dx`)).code, 200)
  t.equal((await client.ask(`${devices}/a`)).code, 200, 'a selector spares what it does not select')
  t.equal((await remove(devices)).code, 200)
  t.same((await client.ask(devices)).json.items, [])
}

const authorization = `${virtualClusterPath('default')}/apis/authorization.k8s.io/v1`

async function reviews(t: Test, cluster: Cluster): Promise<void> {
  for (const [user, role] of [
    ['vera', 'aranya-viewer'],
    ['otto', 'aranya-operator'],
  ] as const) {
    await succeed(cluster.kubectl('create', 'rolebinding', user, `--clusterrole=${role}`, `--user=${user}`))
    const { chainPem, keyPem } = await cluster.keys.ca.issueClient({ commonName: user, organizations: [], days: 1 })
    const client = cluster.connect({ cert: chainPem, key: keyPem })
    await accessReviews(t, client, { user, mayExec: role === 'aranya-operator' })
    await rulesReview(t, client, { user, mayExec: role === 'aranya-operator' })
    client.close()
  }
}

interface Expected {
  readonly user: string
  readonly mayExec: boolean
}

async function accessReviews(t: Test, client: Client, { user, mayExec }: Expected): Promise<void> {
  const kind = 'SelfSubjectAccessReview'
  for (const [resourceAttributes, allowed] of [
    [{ verb: 'list', resource: 'pods', namespace: 'default' }, true],
    [{ verb: 'get', resource: 'pods', subresource: 'log', namespace: 'default', name: 'x' }, true],
    [{ verb: 'create', resource: 'pods', subresource: 'exec', namespace: 'default', name: 'x' }, mayExec],
    [{ verb: 'get', resource: 'nodes' }, true],
    [{ verb: 'delete', resource: 'pods', namespace: 'default' }, false],
    [{ verb: 'list', resource: 'pods', namespace: 'kube-system' }, false],
    [{ verb: 'list', resource: 'secrets', namespace: 'default' }, false],
    [{ verb: 'list', group: 'aranya.arhat.dev', resource: 'edgedevices', namespace: 'default' }, true],
  ] as const) {
    const body = { apiVersion: 'authorization.k8s.io/v1', kind, spec: { resourceAttributes } }
    const { code, json } = await client.ask(`${authorization}/selfsubjectaccessreviews`, { method: 'POST', body })
    const what = `${user}: ${JSON.stringify(resourceAttributes)}`
    t.equal(code, 201, what)
    t.match(json, { ...body, status: { allowed } }, what)
  }
}

async function rulesReview(t: Test, client: Client, { user, mayExec }: Expected): Promise<void> {
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectRulesReview',
    spec: { namespace: 'default' },
  }
  const path = `${authorization}/selfsubjectrulesreviews`
  const { code, json } = await client.ask(path, { method: 'POST', body })
  t.equal(code, 201)
  t.match(json, { kind: 'SelfSubjectRulesReview', status: { incomplete: true, nonResourceRules: [] } })
  const { resourceRules } = json.status as { resourceRules: { verbs: string[]; resources: string[] }[] }
  const told = Object.fromEntries(resourceRules.map(({ verbs, resources }) => [resources.join(), verbs.join()]))
  const all = ['attach', 'exec', 'portforward'].map((name) => [`pods/${name}`, 'create,get'])
  t.strictSame(
    told,
    {
      pods: 'get,list,watch',
      ...(mayExec && Object.fromEntries(all)),
      'pods/log': 'get',
      nodes: 'get,list,watch',
    },
    user,
  )
  t.equal((await client.ask(path, { method: 'POST', body: { ...body, spec: {} } })).code, 400, 'of which namespace')
}
