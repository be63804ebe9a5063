import t from 'tap'
import type { Test } from 'tap'
import { startDevice, succeed } from '../../support/aranya.ts'
import { startCluster, whyNoCluster } from '../../support/cluster.ts'
import type { Cluster } from '../../support/cluster.ts'
import { available, installAranya } from '../../support/cluster/installed.ts'
import type { Installed } from '../../support/cluster/installed.ts'
import { kubectlsToTry } from '../../support/kubectl-version.ts'
import { eventually } from '../../support/processes.ts'

/** What `kubectl apply -k manifests/base` makes of a real cluster. */

t.test('installed in a cluster', { skip: await whyNoCluster() }, async (t) => {
  const cluster = await startCluster(t)
  await cluster.controllerManager.start()
  const aranya = await installAranya(t, cluster)

  await t.test('it becomes available', async (t) => {
    t.comment(`available after ${await available(cluster)} ms`)
  })
  // Until then nobody answered, and kube-apiserver said so at each of its attempts.
  const loggedBefore = cluster.apiserver.log().length

  await t.test('the cluster’s discovery and OpenAPI include it, without an error', (t) => documents(t, cluster))

  const device = await startDevice(t, aranya, 'edge-1')
  for (const { binary, minor } of await kubectlsToTry()) {
    await t.test(`kubectl 1.${minor}`, (t) => useKubectl(t, { cluster, aranya, binary }))
  }
  await device.stop()

  await t.test('applied again, it stays as it is', async (t) => {
    await succeed(cluster.kubectl('apply', '-k', 'manifests/base'))
    const { stdout } = await cluster.kubectl('get', 'apiservice', 'v1alpha1.aranya.arhat.dev', '-o', 'json')
    const { spec, status } = JSON.parse(stdout.toString()) as {
      spec: { caBundle?: string }
      status: { conditions: { type: string; status: string }[] }
    }
    t.ok(spec.caBundle)
    t.match(status.conditions, [{ type: 'Available', status: 'True' }])
  })

  await t.test('kube-apiserver found nothing wrong with it', async (t) => {
    const about = cluster.apiserver
      .log()
      .slice(loggedBefore)
      .split('\n')
      .filter((line) => line.startsWith('E') && line.includes('aranya'))
    t.comment(about.join('\n'))
    // A client that ends its watch is an error to kube-apiserver, in the words of several versions.
    const endedByClients = /ResponseAborted|Timeout or abort while handling.*watch=true/
    t.same(
      about.filter((line) => !endedByClients.test(line)),
      [],
    )
  })
})

async function documents(t: Test, cluster: Cluster): Promise<void> {
  const rows = await eventually('the resources are discovered', async () => {
    const { stdout } = await cluster.kubectl(
      'api-resources',
      '--api-group=aranya.arhat.dev',
      '--no-headers',
      '-o',
      'name',
    )
    const names = stdout.toString().trim().split('\n').sort()
    return names.length >= 3 && names
  })
  t.same(
    rows,
    ['edgedevices', 'virtualclusters', 'virtualpods'].map((name) => `${name}.aranya.arhat.dev`),
  )
  // kube-apiserver asks once a minute.
  const definitions = await eventually('its definitions are merged', () => definitionsOf(cluster), 90_000)
  t.same(
    Object.keys(definitions).filter((name) => /_v\d+$/.test(name)),
    [],
    'nothing got another name',
  )
  const declared = Object.values(definitions).flatMap((definition) => definition[gvkKey] ?? [])
  const twice = declared.map((gvk) => JSON.stringify(gvk)).filter((gvk, index, all) => all.indexOf(gvk) !== index)
  t.same(twice, [], 'no kind is declared twice')
}

const gvkKey = 'x-kubernetes-group-version-kind'

type Definitions = Readonly<Record<string, { readonly [gvkKey]?: readonly object[] }>>

async function definitionsOf(cluster: Cluster): Promise<Definitions | undefined> {
  const { stdout } = await succeed(cluster.kubectl('get', '--raw', '/openapi/v2'))
  const { definitions } = JSON.parse(stdout.toString()) as { definitions: Definitions }
  return 'dev.arhat.aranya.v1alpha1.EdgeDevice' in definitions ? definitions : undefined
}

interface Use {
  readonly cluster: Cluster
  readonly aranya: Installed
  readonly binary: string
}

async function useKubectl(t: Test, { cluster, aranya, binary }: Use): Promise<void> {
  const kubectl = (...args: string[]) => cluster.kubectlWith({ binary }, ...args)
  const said = async (...args: string[]): Promise<string> => (await succeed(kubectl(...args))).stdout.toString()
  t.match(await said('get', 'ed'), /^NAME +PHASE +METHOD +ARCH +OS +AGE\nedge-1 +Online +grpc /)
  t.match(await said('get', 'edgedevices', '-A', '-o', 'wide'), /NAMESPACE +NAME .*SINCE\ndefault +edge-1 /)
  t.match(await said('get', 'ed,vpod', '-o', 'name'), /edgedevice\.aranya\.arhat\.dev\/edge-1\nvirtualpod\S+\/edge-1/)
  t.match(await said('explain', 'edgedevice.spec.connectivity'), /heartbeatSeconds/)
  t.match(await said('describe', 'ed', 'edge-1'), /Phase: +Online/)
  const manifest = { apiVersion: 'aranya.arhat.dev/v1alpha1', kind: 'EdgeDevice', metadata: { name: 'extra' } }
  const apply = (spec: object, ...flags: string[]) =>
    cluster.kubectlWith({ binary, input: JSON.stringify({ ...manifest, spec }) }, 'apply', '-f', '-', ...flags)
  await succeed(apply({ connectivity: { heartbeatSeconds: 30 } }))
  t.match((await succeed(apply({ connectivity: { heartbeatSeconds: 31 } }))).stdout.toString(), /configured/)
  t.match((await succeed(apply({ connectivity: { heartbeatSeconds: 31 } }))).stdout.toString(), /unchanged/)
  t.match((await apply({ connectivity: { method: 'pigeon' } }, '--validate=false')).stderr, /pigeon/)
  await succeed(kubectl('patch', 'ed', 'extra', '--type=merge', '-p', '{"spec":{"access":{"exec":false}}}'))
  await succeed(kubectl('patch', 'ed', 'extra', '--type=json', '-p', '[{"op":"remove","path":"/spec/access"}]'))
  t.match(
    (await kubectl('patch', 'ed', 'extra', '--type=strategic', '-p', '{"spec":{}}')).stderr,
    /strategic|unsupported/i,
  )
  const applied = cluster.kubectlWith({ binary, input: JSON.stringify(manifest) }, 'apply', '--server-side', '-f', '-')
  t.match(await applied, { code: 1, stderr: /^error: .*server-side apply.*not available/i })
  await succeed(kubectl('annotate', 'ed', 'extra', 'note=1'))
  t.match(await said('get', 'ed', '--field-selector=metadata.name=extra', '-o', 'name'), /^\S+\/extra\n$/)
  const watched = kubectl('get', 'ed', '-w', '--request-timeout=3s')
  t.match((await watched).stdout.toString(), /edge-1 +Online/)
  const before = watchesOf(aranya, 'extra')
  const gone = kubectl('wait', '--for=delete', 'ed/extra', '--timeout=30s')
  await eventually('it waits', () => watchesOf(aranya, 'extra') > before)
  await succeed(kubectl('delete', 'ed', 'extra'))
  await succeed(gone)
}

/** How many watches of one object have begun so far. */
function watchesOf(aranya: Installed, name: string): number {
  const lines = aranya.log().split('\n')
  return lines.filter((line) => line.includes('"verb":"watch"') && line.includes(`metadata.name%3D${name}`)).length
}
