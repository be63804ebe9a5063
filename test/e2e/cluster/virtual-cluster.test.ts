import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { startDevice, stateDirFor, succeed } from '../../support/aranya.ts'
import type { KubectlOptions } from '../../support/aranya.ts'
import { startCluster, whyNoCluster } from '../../support/cluster.ts'
import type { Cluster } from '../../support/cluster.ts'
import { available, installAranya } from '../../support/cluster/installed.ts'
import { enterNamespace } from '../../support/cluster/virtual-cluster.ts'
import { kubectlsToTry } from '../../support/kubectl-version.ts'
import { answerWithHash, ask, startForward, startService } from '../../support/port-forward.ts'
import { eventually } from '../../support/processes.ts'

/** Unmodified kubectl in a namespace's virtual cluster, through kube-apiserver, and who may do what there. */

const megabytes = process.env['ARANYA_TEST_FULL'] === undefined ? 1 : 50
const bytes = randomBytes(megabytes * 1024 * 1024)
const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex')

t.test('a virtual cluster', { skip: await whyNoCluster() }, async (t) => {
  const cluster = await startCluster(t)
  await cluster.controllerManager.start()
  const aranya = await installAranya(t, cluster)
  await available(cluster)
  await startDevice(t, aranya, 'edge-1')
  await createPod(cluster, 'greeter', { command: ['sh', '-c', 'echo hello; exit 9'] })
  await succeed(cluster.kubectl('create', 'namespace', 'plant-b'))
  await bind(cluster, 'operator', 'aranya-operator')
  await bind(cluster, 'viewer', 'aranya-viewer')
  const operator = await enterNamespace(cluster, 'operator')
  for (const { binary, minor } of await kubectlsToTry()) {
    await t.test(`kubectl 1.${minor}`, (t) => useKubectl(t, { cluster, kubeconfig: operator, binary }))
  }
  await t.test('each user is held to their roles', (t) => holdToRoles(t, cluster, operator))
})

async function bind(cluster: Cluster, user: string, role: string): Promise<void> {
  await succeed(cluster.kubectl('create', 'rolebinding', user, `--clusterrole=${role}`, `--user=${user}`))
}

interface Use {
  readonly cluster: Cluster
  readonly kubeconfig: string
  readonly binary: string
}

async function useKubectl(t: Test, use: Use): Promise<void> {
  const { cluster, kubeconfig, binary } = use
  const kubectlWith = (options: KubectlOptions, ...args: string[]) =>
    cluster.kubectlWith({ ...options, binary, kubeconfig }, ...args)
  const kubectl = (...args: string[]) => kubectlWith({}, ...args)
  const said = async (...args: string[]): Promise<string> => (await succeed(kubectl(...args))).stdout.toString()
  t.match(await said('get', 'pods'), /^NAME +READY .*\nedge-1 +1\/1 +Running/)
  t.match(await said('get', 'nodes'), /^NAME +STATUS .*\nedge-1 +Ready/)
  t.match((await kubectl('get', 'pods', '-w', '--request-timeout=3s')).stdout.toString(), /edge-1 +1\/1 +Running/)
  t.match(await said('auth', 'can-i', 'create', 'pods', '--subresource=exec'), /^yes/)
  t.equal((await kubectl('exec', 'edge-1', '--', 'sh', '-c', 'exit 7')).code, 7)
  const echoed = await kubectlWith({ input: bytes, timeoutMs: 120_000 }, 'exec', '-i', 'edge-1', '--', 'cat')
  t.equal(sha256(echoed.stdout), sha256(bytes), echoed.stderr)
  t.match(await said('logs', 'edge-1', '--tail=5'), /\n/)
  const followed = await kubectlWith({ timeoutMs: 3000 }, 'logs', '-f', 'edge-1', '--tail=1')
  t.ok(followed.stdout.length > 0, 'logs -f')
  const attached = await kubectl('attach', 'greeter')
  t.equal(attached.stdout.toString(), 'hello\n', attached.stderr)
  t.equal(attached.code, 9, attached.stderr)
  const dir = stateDirFor(t)
  writeFileSync(join(dir, 'file'), bytes)
  await succeed(kubectl('cp', join(dir, 'file'), `edge-1:${dir}/there`))
  await succeed(kubectl('cp', `edge-1:${dir}/there`, join(dir, 'back')))
  t.equal(sha256(readFileSync(join(dir, 'back'))), sha256(bytes), 'cp there and back')
  await forwardPort(t, use)
}

/** To a port of the device, which is this machine. */
async function forwardPort(t: Test, { kubeconfig, binary }: Use): Promise<void> {
  const service = await startService(t, answerWithHash)
  const forward = await startForward(t, { kubeconfig }, { binary, pod: 'edge-1', ports: [service.port] })
  t.equal((await ask(t, forward.ports[0] ?? 0, bytes)).toString(), sha256(bytes), 'port-forward')
  await forward.stop()
}

async function holdToRoles(t: Test, cluster: Cluster, operator: string): Promise<void> {
  const viewer = await enterNamespace(cluster, 'viewer')
  const as = (kubeconfig: string, ...args: string[]) => cluster.kubectlWith({ kubeconfig }, ...args)
  t.match((await as(viewer, 'get', 'pods')).stdout.toString(), /edge-1/)
  t.match((await as(viewer, 'exec', 'edge-1', '--', 'id')).stderr, /forbidden/i)
  t.match((await as(viewer, 'attach', 'edge-1')).stderr, /forbidden/i)
  t.match((await as(await enterNamespace(cluster, 'operator', 'plant-b'), 'get', 'pods')).stderr, /forbidden/i)
  t.match((await as(operator, 'get', 'pods', '-n', 'plant-b')).stderr, /not found|forbidden/i)
  t.match((await as(await enterNamespace(cluster, 'nobody'), 'get', 'pods')).stderr, /forbidden/i)
  await profileOnly(t, cluster)
}

async function createPod(cluster: Cluster, name: string, container: object): Promise<void> {
  const spec = { deviceName: 'edge-1', containers: [{ name: 'host', ...container }] }
  const pod = { apiVersion: 'aranya.arhat.dev/v1alpha1', kind: 'VirtualPod', metadata: { name }, spec }
  await succeed(cluster.kubectlWith({ input: JSON.stringify(pod) }, 'create', '-f', '-'))
}

/** A user with one virtual pod: its commands, and no way to more. */
async function profileOnly(t: Test, cluster: Cluster): Promise<void> {
  await createPod(cluster, 'uptime', { allowedCommands: ['uptime'] })
  const group = 'aranya.arhat.dev'
  const role = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'uptime', namespace: 'default' },
    rules: [
      { apiGroups: [group], resources: ['virtualclusters/proxy'], verbs: ['get', 'create'] },
      { apiGroups: [group], resources: ['virtualpods', 'virtualpods/exec'], resourceNames: ['uptime'], verbs: ['*'] },
    ],
  }
  await succeed(cluster.kubectlWith({ input: JSON.stringify(role) }, 'create', '-f', '-'))
  await succeed(cluster.kubectl('create', 'rolebinding', 'uptime', '--role=uptime', '--user=ann'))
  const kubeconfig = await enterNamespace(cluster, 'ann')
  const as = (...args: string[]) => cluster.kubectlWith({ kubeconfig }, ...args)
  const ran = await eventually('the command runs', async () => {
    const finished = await as('exec', 'uptime', '--', 'uptime')
    return finished.code === 0 && finished
  })
  t.match(ran.stdout.toString(), /load average/)
  t.match((await as('exec', 'uptime', '--', 'id')).stderr, /not allowed|forbidden|denied/i)
  t.match((await as('exec', 'edge-1', '--', 'uptime')).stderr, /forbidden/i)
  const source = await cluster.kubeconfigs.forUser({ name: 'ann' })
  const widen = ['patch', 'virtualpod', 'uptime', '--type=merge', '-p', '{"spec":{"containers":[{"name":"host"}]}}']
  t.match((await cluster.kubectlWith({ kubeconfig: source }, ...widen)).stderr, /forbidden/i, 'it cannot be widened')
}
