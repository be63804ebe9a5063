import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { CoreV1Api, Exec, KubeConfig } from '@kubernetes/client-node'
import t from 'tap'
import type { Test } from 'tap'
import { group, kubectls, startAranya, startDevice, stateDirFor, succeed } from '../support/aranya.ts'
import type { Aranya } from '../support/aranya.ts'
import { kubectlsToTry } from '../support/kubectl-version.ts'
import { ask, startForward, startService } from '../support/port-forward.ts'
import { run } from '../support/processes.ts'
import type { Finished } from '../support/processes.ts'
import { repositoryRoot } from '../support/repository.ts'

/** What `aranya kubeconfig` writes leads every kubectl into one namespace, which looks like a cluster. */

interface Inside {
  readonly binary: string
  readonly kubeconfig: string
  readonly env?: NodeJS.ProcessEnv
}

type Kubectl = (...args: readonly string[]) => Promise<Finished>

const kubectlIn =
  ({ binary, kubeconfig, env }: Inside): Kubectl =>
  (...args) =>
    run([binary, ...args], { env: { ...process.env, ...env, KUBECONFIG: kubeconfig } })

t.test('a namespace as a cluster', async (t) => {
  const aranya = await startAranya(t)
  for (const namespace of ['plant-a', 'plant-b']) await succeed(aranya.kubectl('create', 'namespace', namespace))
  await startDevice(t, aranya, 'edge-1', { namespace: 'plant-a' })
  await addMore(aranya)
  const dir = stateDirFor(t)
  const kubeconfig = await enter(aranya.kubeconfig, 'plant-a', join(dir, 'plant-a'))
  const echo = await startService(t, (socket) => socket.pipe(socket))
  const chosen = await kubectlsToTry()
  for (const { binary, minor } of chosen) {
    await t.test(`kubectl 1.${minor}`, async (t) => {
      await look(t, kubectlIn({ binary, kubeconfig }))
      await useStreams(t, kubectlIn({ binary, kubeconfig }))
      const forward = await startForward(t, { ...aranya, kubeconfig }, { binary, pod: 'edge-1', ports: [echo.port] })
      t.equal((await ask(t, forward.ports[0] ?? 0, 'hello')).toString(), 'hello')
      await forward.stop()
    })
  }
  const { binary = 'kubectl', minor = 0 } = chosen.at(-1) ?? {}
  const env = { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: 'false' }
  await t.test(`kubectl 1.${minor} over SPDY`, (t) => useStreams(t, kubectlIn({ binary, kubeconfig, env })))
  await t.test('@kubernetes/client-node', (t) => useClientNode(t, kubeconfig))
  await t.test('a tenant may do there what the real names say', (t) => tryTenants(t, aranya, dir))
})

/** A second way to the device, with a log, and something in another namespace that nobody is to see. */
async function addMore(aranya: Aranya): Promise<void> {
  const log = stateDirFor(t)
  writeFileSync(join(log, 'log'), 'one\ntwo\n')
  const item = (kind: string, namespace: string, name: string, spec: object) => ({
    apiVersion: `${group}/v1alpha1`,
    kind,
    metadata: { name, namespace },
    spec,
  })
  const logs = [{ name: 'app', path: join(log, 'log') }]
  const items = [
    item('VirtualPod', 'plant-a', 'logs', { deviceName: 'edge-1', containers: [{ name: 'host' }], logs }),
    item('EdgeDevice', 'plant-b', 'other', {}),
  ]
  await succeed(
    aranya.kubectlWith({ input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }) }, 'apply', '-f', '-'),
  )
}

async function enter(from: string, namespace: string, output: string): Promise<string> {
  const program = join(repositoryRoot, 'dist/apiserver/main.js')
  const flags = ['--namespace', namespace, '--kubeconfig', from, '--output', output]
  await succeed(run([process.execPath, program, 'kubeconfig', ...flags]))
  return output
}

async function look(t: Test, kubectl: Kubectl): Promise<void> {
  const told = async (...args: string[]) => (await succeed(kubectl(...args))).stdout.toString()
  for (const flags of [[], ['-A']]) {
    const pods = await told('get', 'pods', ...flags)
    t.match(pods, /edge-1 +1\/1 +Running [^]*\blogs +2\/2 +Running /)
    t.notMatch(pods, 'other')
  }
  t.match(await told('get', 'nodes'), /^NAME +STATUS +ROLES +AGE +VERSION\nedge-1 +Ready .*\n$/)
  t.match(await told('describe', 'pod', 'edge-1'), /^Node: +edge-1/m)
  t.match(await told('describe', 'node', 'edge-1'), /Non-terminated Pods:[^]*plant-a +edge-1/)
  const resources = await told('api-resources', '-o', 'name')
  t.match(resources, /^pods$/m)
  t.notMatch(resources, group)
  t.match(await told('version'), /Server Version/)
  t.equal(await told('auth', 'can-i', 'create', 'pods', '--subresource=exec'), 'yes\n')
  t.match(await told('auth', 'can-i', '--list'), /^pods\/exec /m)
  t.match((await kubectl('auth', 'can-i', 'list', 'pods', '-n', 'plant-b')).stdout.toString(), /^no/)
  t.match((await kubectl('get', 'pods', '-n', 'plant-b')).stderr, /namespaces "plant-b" not found/)
  t.match((await kubectl('get', 'node', 'edge-1.plant-a')).stderr, /nodes "edge-1.plant-a" not found/)
  const watched = await told('get', 'pods', '-w', '--request-timeout=2s')
  t.match(watched, /^NAME [^]*edge-1 +1\/1/)
}

async function useStreams(t: Test, kubectl: Kubectl): Promise<void> {
  t.equal((await kubectl('exec', 'edge-1', '--', 'sh', '-c', 'exit 7')).code, 7)
  const both = await kubectl('exec', 'edge-1', '--', 'sh', '-c', 'echo out; echo err >&2')
  t.match(both, { code: 0, stdout: Buffer.from('out\n'), stderr: /^err$/m })
  t.equal((await succeed(kubectl('logs', 'logs', '-c', 'app'))).stdout.toString(), 'one\ntwo\n')
  const followed = await kubectl('logs', '-f', 'logs', '-c', 'app', '--request-timeout=2s')
  t.equal(followed.stdout.toString(), 'one\ntwo\n')
  const dir = stateDirFor(t)
  const bytes = randomBytes(1024 * 1024)
  writeFileSync(join(dir, 'here'), bytes)
  await succeed(kubectl('cp', join(dir, 'here'), `edge-1:${dir}/there`))
  await succeed(kubectl('cp', `edge-1:${dir}/there`, join(dir, 'back')))
  t.equal(sha256(readFileSync(join(dir, 'back'))), sha256(bytes), 'a copy there and back')
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

async function useClientNode(t: Test, kubeconfig: string): Promise<void> {
  const config = new KubeConfig()
  config.loadFromFile(kubeconfig)
  const api = config.makeApiClient(CoreV1Api)
  const names = ({ items }: { items: { metadata?: { name?: string } }[] }) =>
    items.map(({ metadata }) => metadata?.name)
  t.strictSame(names(await api.listPodForAllNamespaces()), ['edge-1', 'logs'])
  t.strictSame(names(await api.listNode()), ['edge-1'])
  const [stdout, stdin] = [new PassThrough(), new PassThrough()]
  const output = text(stdout)
  const status = await new Promise((resolve, reject) => {
    new Exec(config)
      .exec('plant-a', 'edge-1', 'host', ['cat'], stdout, null, stdin, false, resolve)
      .then(() => stdin.end('through'), reject)
  })
  t.match(status, { status: 'Success' })
  t.equal(await output, 'through')
}

/** `operator` may exec on one virtual pod; `proxy` may everything with virtual clusters, and so nothing in them. */
async function tryTenants(t: Test, aranya: Aranya, dir: string): Promise<void> {
  const role = (name: string, rules: readonly object[]) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name, namespace: 'plant-a' },
    rules,
  })
  const binding = (name: string) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name, namespace: 'plant-a' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name }],
  })
  const apiGroups = [group]
  const items = [
    role('operator', [
      {
        apiGroups,
        resources: ['virtualpods', 'virtualpods/exec'],
        resourceNames: ['edge-1'],
        verbs: ['get', 'create'],
      },
    ]),
    role('proxy', [{ apiGroups, resources: ['virtualclusters', 'virtualclusters/proxy'], verbs: ['*'] }]),
    ...['operator', 'proxy'].map(binding),
  ]
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
  await succeed(aranya.kubectlWith({ input: list }, 'apply', '-f', '-'))
  const [operator, proxy] = await Promise.all(['operator', 'proxy'].map((name) => openTenant(aranya, dir, name)))
  if (operator === undefined || proxy === undefined) throw new Error('no tenants')

  t.equal((await succeed(operator('exec', 'edge-1', '--', 'echo', 'hi'))).stdout.toString(), 'hi\n')
  const refused: readonly (readonly [Kubectl, string, RegExp])[] = [
    [operator, 'exec logs -- true', /cannot get resource "virtualpods" .* "plant-a"/],
    [operator, 'get pods', /cannot list resource "virtualpods" .* "plant-a"/],
    [operator, 'get nodes', /cannot list resource "edgedevices" .* "plant-a"/],
    [operator, 'logs edge-1', /cannot get resource "virtualpods\/log" .* "plant-a"/],
    [proxy, 'exec edge-1 -- true', /cannot get resource "virtualpods" .* "plant-a"/],
    [proxy, 'get pods', /cannot list resource "virtualpods" .* "plant-a"/],
  ]
  for (const [kubectl, command, message] of refused) {
    const { code, stderr } = await kubectl(...command.split(' '))
    t.not(code, 0, command)
    t.match(stderr, message, command)
  }
  const can = async (kubectl: Kubectl, ...what: string[]) => (await kubectl('auth', 'can-i', ...what)).stdout.toString()
  t.match(await can(operator, 'create', 'pods/edge-1', '--subresource=exec'), /^yes/)
  t.match(await can(operator, 'create', 'pods/logs', '--subresource=exec'), /^no/)
  t.match(await can(proxy, 'get', 'pods'), /^no/)
}

async function openTenant(aranya: Aranya, dir: string, name: string): Promise<Kubectl> {
  const program = join(repositoryRoot, 'dist/apiserver/main.js')
  const own = join(dir, `${name}.own`)
  const flags = ['--state-dir', aranya.stateDir, '--output', own]
  await succeed(run([process.execPath, program, 'user', 'create', name, ...flags]))
  return kubectlIn({ binary: kubectls()[0] ?? 'kubectl', kubeconfig: await enter(own, 'plant-a', join(dir, name)) })
}
