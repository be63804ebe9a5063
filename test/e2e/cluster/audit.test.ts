import t from 'tap'
import type { Test } from 'tap'
import type { AuditEvent } from '../../../apiserver/audit/event.ts'
import type { Ask, Client } from '../../apiserver/http/support/client.ts'
import { startDevice, succeed } from '../../support/aranya.ts'
import { startCluster, whyNoCluster } from '../../support/cluster.ts'
import type { Cluster } from '../../support/cluster.ts'
import { auditIdOf, auditOfCluster, endOf, eventsOf } from '../../support/cluster/audit.ts'
import type { ClusterAudit } from '../../support/cluster/audit.ts'
import { reachDirectly } from '../../support/cluster/direct.ts'
import { available, installAranya } from '../../support/cluster/installed.ts'
import type { Installed } from '../../support/cluster/installed.ts'
import { virtualClusterPath } from '../../support/cluster/virtual-cluster.ts'
import { eventually } from '../../support/processes.ts'

/** One request through kube-apiserver is one in both audit logs: its id, who asked, from where, and what came of it. */

const api = '/apis/aranya.arhat.dev/v1alpha1/namespaces/default'
const devices = `${api}/edgedevices`
const device = { apiVersion: 'aranya.arhat.dev/v1alpha1', kind: 'EdgeDevice', metadata: { name: 'made' } }

t.test('audit behind kube-apiserver', { skip: await whyNoCluster() }, async (t) => {
  const audit = auditOfCluster(t)
  const cluster = await startCluster(t, { apiserverFlags: audit.flags })
  await cluster.controllerManager.start()
  const aranya = await installAranya(t, cluster)
  await available(cluster)
  await startDevice(t, aranya, 'edge-1')
  const client = cluster.connect()
  t.teardown(() => client.close())
  const place = { cluster, aranya, audit, client }
  await t.test('requests of all kinds', (t) => requests(t, place))
  await t.test('who somebody acts as, with uid and extras', (t) => impersonated(t, place))
  await t.test('a stream: its end is in both', (t) => streams(t, place))
  await t.test('where a request says that it comes from', (t) => forwarded(t, place))
})

interface Place {
  readonly cluster: Cluster
  readonly aranya: Installed
  readonly audit: ClusterAudit
  readonly client: Client
}

interface Both {
  readonly theirs: AuditEvent
  readonly ours: AuditEvent
}

/** The end of a request in both logs. */
async function findBoth({ aranya, audit }: Place, id: string): Promise<Both> {
  const theirs = await eventually(`kube-apiserver has ${id}`, () => endOf(audit.log(), id), 30_000)
  const ours = await eventually(`aranya has ${id}`, () => endOf(aranya.log(), id), 30_000)
  return { theirs, ours }
}

/** What has to be the same in both. */
function inCommon({ auditID, verb, user, objectRef, responseStatus }: AuditEvent): object {
  const { resource, namespace, name, apiGroup, apiVersion, subresource } = objectRef ?? {}
  return {
    auditID,
    verb,
    username: user.username,
    uid: user.uid,
    groups: user.groups,
    ref: { resource, namespace, name, apiGroup, apiVersion, subresource },
    code: responseStatus?.code,
  }
}

async function requests(t: Test, place: Place): Promise<void> {
  const { here, address } = place.cluster.network
  const patch = { 'content-type': 'application/merge-patch+json' }
  const cases: readonly (readonly [string, number, Ask?])[] = [
    [devices, 201, { method: 'POST', body: device }],
    [devices, 409, { method: 'POST', body: device }],
    [`${devices}?labelSelector=a%3Db&limit=5`, 200],
    [`${devices}/made`, 200],
    [`${devices}/made/status`, 200],
    [`${devices}/made`, 200, { method: 'PATCH', headers: patch, body: { metadata: { labels: { a: 'b' } } } }],
    [`${devices}/made`, 422, { method: 'PATCH', headers: patch, body: { spec: { connectivity: { method: 'x' } } } }],
    [`${devices}/missing`, 404],
    [`${devices}/made`, 200, { method: 'DELETE' }],
    [`${devices}?labelSelector=a%3Db`, 200, { method: 'DELETE' }],
  ]
  for (const [path, code, ask] of cases) {
    const what = `${ask?.method ?? 'GET'} ${path}: ${code}`
    const reply = await place.client.ask(path, ask)
    t.equal(reply.code, code, what)
    const { theirs, ours } = await findBoth(place, auditIdOf(reply))
    // kube-apiserver does not read what it passes on: the name of what is made is in the body.
    const made = ask?.method === 'POST' && { name: 'made' }
    t.strictSame(inCommon(ours), inCommon({ ...theirs, objectRef: { ...theirs.objectRef, ...made } }), what)
    t.strictSame(theirs.sourceIPs, [here])
    t.strictSame(ours.sourceIPs, [here, address], `${what}: the client first, kube-apiserver last`)
  }
  const own = await place.client.ask(devices, { headers: { 'Audit-Id': 'my-own-id' } })
  t.equal(auditIdOf(own), 'my-own-id', 'a client may choose it')
  const { theirs, ours } = await findBoth(place, 'my-own-id')
  t.strictSame(inCommon(ours), inCommon(theirs))
}

async function impersonated(t: Test, place: Place): Promise<void> {
  const headers = {
    'Impersonate-User': 'ann',
    'Impersonate-Uid': '7',
    'Impersonate-Group': ['plant-a', 'system:masters'],
    'Impersonate-Extra-Example.com%2Fteam': ['red', 'blue'],
  }
  const { theirs, ours } = await findBoth(place, auditIdOf(await place.client.ask(devices, { headers })))
  t.equal(theirs.user.username, 'cluster-admin')
  t.strictSame(ours.user, theirs.impersonatedUser, 'kube-apiserver says whom they act as, and that is who asks')
  t.match(ours.user, { username: 'ann', uid: '7', extra: { 'example.com/team': ['red', 'blue'] } })
}

async function streams(t: Test, place: Place): Promise<void> {
  const kubeconfig = place.cluster.kubeconfig
  const server = `${place.cluster.server}${virtualClusterPath('default')}`
  const args = ['--server', server, 'exec', 'edge-1', '--', 'sh', '-c', 'echo hidden-words; exit 7']
  t.equal((await place.cluster.kubectlWith({ kubeconfig }, ...args)).code, 7)
  const line = await eventually('it is written down', () =>
    place.aranya
      .log()
      .split('\n')
      .find((one) => one.includes('exit+7') && one.includes('ResponseComplete')),
  )
  const { auditID } = JSON.parse(line) as AuditEvent
  const { theirs, ours } = await findBoth(place, auditID)
  t.match(theirs, {
    requestURI: new RegExp(`^${api}/virtualclusters/default/proxy/`),
    objectRef: { resource: 'virtualclusters', subresource: 'proxy' },
    responseStatus: { code: 101 },
  })
  t.match(ours, {
    requestURI: new RegExp(`^${api}/virtualclusters/default/proxy/`),
    objectRef: { resource: 'pods', subresource: 'exec', name: 'edge-1', namespace: 'default' },
    user: { username: 'cluster-admin' },
    responseStatus: { code: 101 },
    annotations: {
      'aranya.arhat.dev/authorized-as': 'virtualpods.aranya.arhat.dev/exec default/edge-1',
      'aranya.arhat.dev/outcome': 'exited',
      'aranya.arhat.dev/exit-code': '7',
      'aranya.arhat.dev/sent-bytes': String('hidden-words\n'.length),
    },
  })
  const { here, address } = place.cluster.network
  t.strictSame(ours.sourceIPs, [here, address])
  const stages = eventsOf(place.aranya.log(), auditID).map(({ stage }) => stage)
  t.strictSame(stages, ['ResponseStarted', 'ResponseComplete'])
  await succeed(place.cluster.kubectl('get', '--raw', `${devices}?watch=1&timeoutSeconds=1`))
}

/** kube-apiserver adds to what the client says; who comes by itself is not believed. */
async function forwarded(t: Test, place: Place): Promise<void> {
  const { cluster, aranya } = place
  const { here, address } = cluster.network
  const headers = { 'X-Forwarded-For': '203.0.113.7' }
  const { theirs, ours } = await findBoth(place, auditIdOf(await place.client.ask(devices, { headers })))
  t.strictSame(theirs.sourceIPs, ['203.0.113.7', here])
  t.strictSame(ours.sourceIPs, ['203.0.113.7', here, address])
  const direct = await reachDirectly(t, cluster, aranya)
  const issued = await cluster.keys.ca.issueClient({ commonName: 'ann', organizations: ['system:masters'], days: 1 })
  const reply = await direct.connect({ cert: issued.chainPem, key: issued.keyPem }).ask(devices, { headers })
  t.equal(reply.code, 200)
  const event = await eventually('it is written down', () => endOf(aranya.log(), auditIdOf(reply)))
  t.strictSame(event.sourceIPs, [here])
}
