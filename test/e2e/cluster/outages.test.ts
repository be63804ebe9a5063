import t from 'tap'
import type { Test } from 'tap'
import type { Client } from '../../apiserver/http/support/client.ts'
import { succeed } from '../../support/aranya.ts'
import { startCluster, whyNoCluster } from '../../support/cluster.ts'
import type { Cluster } from '../../support/cluster.ts'
import { reachDirectly } from '../../support/cluster/direct.ts'
import type { Direct } from '../../support/cluster/direct.ts'
import { apiServiceName, available, installAranya } from '../../support/cluster/installed.ts'
import type { Installed } from '../../support/cluster/installed.ts'
import { eventually } from '../../support/processes.ts'

/** What is answered while a part of the cluster is away, and that all is well again without a restart of anything else. */

const devices = '/apis/aranya.arhat.dev/v1alpha1/namespaces/default/edgedevices'

t.test('a server in a cluster', { skip: await whyNoCluster() }, async (t) => {
  const cluster = await startCluster(t)
  await cluster.controllerManager.start()
  const aranya = await installAranya(t, cluster)
  await available(cluster)
  const direct = await reachDirectly(t, cluster, aranya)
  await t.test('kube-apiserver hangs', (t) => hanging(t, cluster, direct))
  await t.test('kube-apiserver is killed, and starts again', (t) => killed(t, cluster, direct))
  await t.test('the front proxy gets another CA', (t) => anotherFrontProxy(t, cluster))
  await t.test('the server itself is away', (t) => away(t, cluster, aranya))
})

/** Asks as a service account whose token nobody has seen yet. */
async function stranger(cluster: Cluster, direct: Direct): Promise<() => ReturnType<Client['ask']>> {
  const { stdout } = await succeed(cluster.kubectl('create', 'token', 'default', '-n', 'kube-system'))
  const client = direct.connect()
  return () => client.ask(devices, { headers: { authorization: `Bearer ${stdout.toString().trim()}` } })
}

async function hanging(t: Test, cluster: Cluster, direct: Direct): Promise<void> {
  const ask = await stranger(cluster, direct)
  const issued = await cluster.keys.ca.issueClient({ commonName: 'unknown', organizations: [], days: 1 })
  const client = direct.connect({ cert: issued.chainPem, key: issued.keyPem })
  cluster.apiserver.pause()
  try {
    const from = Date.now()
    const [byToken, byCertificate] = await Promise.all([ask(), client.ask(devices)])
    t.comment(`refused after ${Date.now() - from} ms: ${byToken.text} ${byCertificate.text}`)
    for (const { code, json } of [byToken, byCertificate]) {
      t.ok([401, 500, 503, 504].includes(code), `it is refused: ${code}`)
      t.match(json, { kind: 'Status', status: 'Failure', code })
    }
    t.not(byToken.code, 200)
    t.ok(Date.now() - from < 60_000)
    t.equal((await direct.connect().ask('/livez')).code, 200, 'it lives')
  } finally {
    cluster.apiserver.resume()
  }
  await eventually('it is asked again', async () => (await ask()).code === 403, 30_000)
  await succeed(cluster.kubectl('get', 'ed'))
}

async function killed(t: Test, cluster: Cluster, direct: Direct): Promise<void> {
  const ask = await stranger(cluster, direct)
  await cluster.apiserver.kill()
  const { code, json } = await ask()
  t.ok(code >= 500 || code === 401, `it is refused: ${code}`)
  t.match(json, { kind: 'Status', status: 'Failure', code })
  t.equal((await direct.connect().ask('/readyz')).code, 200, 'it stays ready, for its devices')
  await cluster.apiserver.start()
  await available(cluster)
  await succeed(cluster.kubectl('get', 'ed'))
  await eventually('it is asked again', async () => (await ask()).code === 403, 30_000)
}

async function anotherFrontProxy(t: Test, cluster: Cluster): Promise<void> {
  await cluster.changeFrontProxy()
  await available(cluster)
  const { stdout } = await succeed(cluster.kubectl('get', 'ed', '-A'))
  t.equal(stdout.toString(), '')
}

async function away(t: Test, cluster: Cluster, aranya: Installed): Promise<void> {
  await succeed(cluster.kubectl('create', 'namespace', 'other'))
  for (const namespace of ['default', 'other']) {
    const kept = { apiVersion: 'aranya.arhat.dev/v1alpha1', kind: 'EdgeDevice', metadata: { name: 'kept', namespace } }
    await succeed(cluster.kubectlWith({ input: JSON.stringify(kept) }, 'create', '-f', '-'))
  }
  const before = await apiResources(cluster)
  t.match(before.names, /^edgedevices\.aranya/m)
  await aranya.kill()
  const refused = await cluster.kubectl('get', 'ed')
  t.match(refused.stderr, /unavailable|unable to handle|connection refused|currently/i)
  await succeed(cluster.kubectl('get', 'namespaces'))
  const during = await apiResources(cluster)
  t.match(during.names, /^configmaps$/m)
  t.comment(`api-resources: ${before.ms} ms before, ${during.ms} ms now`)
  t.ok(during.ms < before.ms + 5000, `api-resources took ${during.ms} ms, ${before.ms} before`)
  await t.test('a namespace waits, until the API is taken out as docs/install.md says', (t) => takenOut(t, cluster))
  await aranya.start()
  await t.test('and put back', (t) => putBack(t, cluster))
}

async function apiResources(cluster: Cluster): Promise<{ readonly names: string; readonly ms: number }> {
  const from = Date.now()
  // What it could not ask for is its exit code.
  const { stdout } = await cluster.kubectl('api-resources', '--cached=false', '-o', 'name')
  return { names: stdout.toString(), ms: Date.now() - from }
}

async function takenOut(t: Test, cluster: Cluster): Promise<void> {
  await succeed(cluster.kubectl('delete', 'namespace', 'other', '--wait=false'))
  const conditions = '-o=jsonpath={range .status.conditions[?(@.status=="True")]}{.type}: {.message}{"\\n"}{end}'
  const why = await eventually(
    'it says why it waits',
    async () => {
      const { stdout } = await succeed(cluster.kubectl('get', 'namespace', 'other', conditions))
      return stdout.length > 0 && stdout.toString()
    },
    60_000,
  )
  t.comment(why)
  // Until kube-apiserver has noticed, which is within a minute, it is the deletion of what may be there that fails.
  t.match(why, /^NamespaceDeletion(DiscoveryFailure: .*aranya\.arhat\.dev|ContentFailure: .*unable to handle)/m)
  await succeed(cluster.kubectl('delete', 'apiservice', apiServiceName))
  await succeed(cluster.kubectl('wait', '--for=delete', 'namespace/other', '--timeout=60s'))
  const { code, stderr } = await cluster.kubectl('api-resources', '--cached=false')
  t.equal(code, 0, stderr)
}

async function putBack(t: Test, cluster: Cluster): Promise<void> {
  await succeed(cluster.kubectl('apply', '-k', 'manifests/base'))
  t.comment(`available after ${await available(cluster, 60_000)} ms`)
  const { stdout } = await succeed(cluster.kubectl('get', 'ed', '-o', 'name'))
  t.equal(stdout.toString(), 'edgedevice.aranya.arhat.dev/kept\n')
  const all = async (): Promise<string> =>
    (await succeed(cluster.kubectl('get', 'ed,vpod', '-A', '--no-headers'))).stdout.toString()
  t.match(await all(), /^other /m, 'what was in a namespace that went meanwhile')
  await succeed(cluster.kubectl('delete', 'edgedevices,virtualpods', '--all', '-n', 'other'))
  t.notMatch(await all(), /^other /m)
}
