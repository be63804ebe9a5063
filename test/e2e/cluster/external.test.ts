import { once } from 'node:events'
import { createServer } from 'node:https'
import { pino } from 'pino'
import t from 'tap'
import type { Test } from 'tap'
import { ClusterClient } from '../../../apiserver/kubernetes/client/client.ts'
import { openKubeconfig } from '../../../apiserver/kubernetes/kubeconfig/open-kubeconfig.ts'
import { openInstallation, servingCaSecret } from '../../../apiserver/kubernetes/registration/installation.ts'
import { overlays, render } from '../../manifests/rendered.ts'
import { startAranya, succeed } from '../../support/aranya.ts'
import type { Teardown } from '../../support/aranya.ts'
import { startCluster, whyNoCluster } from '../../support/cluster.ts'
import type { Cluster } from '../../support/cluster.ts'
import { apiServiceName, available } from '../../support/cluster/installed.ts'
import { kubectlsToTry } from '../../support/kubectl-version.ts'
import { eventually } from '../../support/processes.ts'

/** A server outside of its cluster, as manifests/overlays/external has it, and the rotation of its CA. */

const namespace = 'aranya-system'
const service = { namespace, name: 'aranya' }
const placeholder = '192.0.2.10'
const directories = ['base', ...overlays.map((name) => `overlays/${name}`)]
const apiPath = '/apis/aranya.arhat.dev/v1alpha1'

t.test('outside of a cluster', { skip: await whyNoCluster() }, async (t) => {
  const cluster = await startCluster(t)
  const { network } = cluster

  await t.test('kube-apiserver takes what every overlay has, strictly and without a warning', async (t) => {
    await succeed(cluster.kubectl('create', 'namespace', namespace))
    const strictly = ['--dry-run=server', '--validate=strict']
    const onServer = [...strictly, '--server-side', '--force-conflicts']
    for (const dir of directories) await apply(t, cluster, dir, { flags: onServer })
    await succeed(cluster.kubectl('apply', '-f', 'manifests/base/namespace.yaml'))
    for (const { binary, minor } of await kubectlsToTry()) {
      // kustomize in kubectl 1.20 knows no directories as resources, and `--validate` was yes or no.
      const dirs = minor < 21 ? ['base'] : directories
      for (const dir of dirs)
        await apply(t, cluster, dir, { binary, flags: minor < 25 ? ['--dry-run=server'] : strictly })
    }
  })

  await applyExternal(cluster, network.address)
  const kubeconfig = await cluster.serviceAccount(namespace, 'aranya')
  const flags = ['--kubeconfig', kubeconfig, '--host', network.address]
  const aranya = await startAranya(t, { mode: 'aggregated', port: 6443, flags, wrapper: network.wrapper })

  await t.test('the server makes itself available, by what its role allows', async (t) => {
    // Before it was there kube-apiserver tried less and less often, at last every 30 s.
    t.comment(`available after ${await available(cluster, 60_000)} ms`)
    await succeed(cluster.kubectl('get', 'edgedevices', '-A'))
  })

  await t.test('a caBundle that somebody takes away is put back', async () => {
    await succeed(
      cluster.kubectl('patch', 'apiservice', apiServiceName, '--type=merge', '-p', '{"spec":{"caBundle":null}}'),
    )
    await eventually('it is there again', async () => (await caBundleOf(cluster)) !== '')
    await available(cluster)
  })

  await t.test('applied again, it keeps its CA and stays available', async (t) => {
    const before = await secretOf(cluster)
    await applyExternal(cluster, network.address)
    t.strictSame(await secretOf(cluster), before)
    t.not(await caBundleOf(cluster), '')
    await available(cluster)
  })
  await aranya.stop()

  await t.test('while the CA is rotated no request fails', async (t) => {
    const { here } = network
    await serveHere(t, cluster, here)
    await applyExternal(cluster, here)
    await eventually('requests arrive', async () => (await ask(cluster)).code === 200)
    const before = await secretOf(cluster)
    const hammering = hammer(cluster)
    await succeed(
      cluster.kubectl('annotate', 'secret', servingCaSecret, '-n', namespace, 'aranya.arhat.dev/rotate=now'),
    )
    await eventually('the new CA alone is left', async () => {
      const { data } = await secretOf(cluster)
      return data['ca.crt'] !== before.data['ca.crt'] && Object.keys(data).length === 2
    })
    await eventually('the caBundle has it alone', async () => {
      const { data } = await secretOf(cluster)
      return (await caBundleOf(cluster)) === data['ca.crt']
    })
    const { codes, conditions } = await hammering.stop()
    t.comment(`${codes.length} requests`)
    t.ok(codes.length > 20)
    t.strictSame([...new Set(codes)], [200])
    t.strictSame([...new Set(conditions)], ['True'])
  })
})

interface Apply {
  readonly binary?: string
  readonly flags: readonly string[]
}

async function apply(t: Test, cluster: Cluster, dir: string, { binary, flags }: Apply): Promise<void> {
  const args = ['apply', '-k', `manifests/${dir}`, ...flags]
  const { stderr } = await succeed(cluster.kubectlWith({ ...(binary !== undefined && { binary }) }, ...args))
  t.equal(stderr, '', `${binary ?? 'kubectl'} ${args.join(' ')}`)
}

/** As an operator does, who writes the server's address into the EndpointSlice. */
async function applyExternal(cluster: Cluster, address: string): Promise<void> {
  const objects = await render('overlays/external', 'kubectl')
  const list = { apiVersion: 'v1', kind: 'List', items: objects }
  const input = JSON.stringify(list).replaceAll(placeholder, address)
  await succeed(cluster.kubectlWith({ input }, 'apply', '-f', '-'))
}

interface SecretObject {
  readonly data: Readonly<Record<string, string>>
}

async function read<T>(cluster: Cluster, ...args: string[]): Promise<T> {
  const { stdout } = await succeed(cluster.kubectl('get', ...args, '-o', 'json'))
  return JSON.parse(stdout.toString()) as T
}

async function secretOf(cluster: Cluster): Promise<SecretObject> {
  const { data } = await read<SecretObject>(cluster, 'secret', servingCaSecret, '-n', namespace)
  return { data }
}

interface ApiService {
  readonly spec: { readonly caBundle?: string }
  readonly status: { readonly conditions: readonly { readonly type: string; readonly status: string }[] }
}

async function caBundleOf(cluster: Cluster): Promise<string> {
  return (await read<ApiService>(cluster, 'apiservice', apiServiceName)).spec.caBundle ?? ''
}

/** An installation whose rotation takes seconds, before a server that has one answer, each on a connection of its own. */
async function serveHere(t: Teardown, cluster: Cluster, host: string): Promise<void> {
  const access = await openKubeconfig(cluster.kubeconfig)
  const client = new ClusterClient({ access, userAgent: 'aranya-test' })
  const installation = await openInstallation({
    cluster: client,
    service,
    apiServiceName,
    extraNames: [],
    log: pino({ level: 'silent' }),
    timing: { intervalMs: 250, settleMs: 3000 },
  })
  const answer = JSON.stringify({
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: 'aranya.arhat.dev/v1alpha1',
    resources: [],
  })
  const server = createServer(installation.servingKey(), (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', connection: 'close' }).end(answer)
  })
  installation.onServingKey((key) => server.setSecureContext(key))
  await once(server.listen(6443, host), 'listening')
  installation.register()
  t.teardown(async () => {
    await installation.close()
    client.close()
    server.close()
  })
}

async function ask(cluster: Cluster): Promise<{ readonly code: number }> {
  const client = cluster.connect()
  return client.ask(apiPath).finally(() => client.close())
}

/** Asks without a pause, and looks whether kube-apiserver calls the API available, until it is told to stop. */
function hammer(cluster: Cluster) {
  const client = cluster.connect()
  const codes: number[] = []
  const conditions: (string | undefined)[] = []
  let isOver = false
  const work = async (): Promise<void> => {
    while (!isOver) {
      codes.push((await client.ask(apiPath)).code)
      const { json } = await client.ask(`/apis/apiregistration.k8s.io/v1/apiservices/${apiServiceName}`)
      const { status } = json as ApiService
      conditions.push(status.conditions.find(({ type }) => type === 'Available')?.status)
    }
  }
  const working = work()
  return {
    stop: async () => {
      isOver = true
      await working
      client.close()
      return { codes, conditions }
    },
  }
}
