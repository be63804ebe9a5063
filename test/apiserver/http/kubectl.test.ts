import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import t from 'tap'
import type { Test } from 'tap'
import { startRegistryServer } from './support/server.ts'
import type { TestServer } from './support/server.ts'

const run = promisify(execFile)
const manifest = `
apiVersion: aranya.arhat.dev/v1alpha1
kind: EdgeDevice
metadata: { name: one, labels: { site: a } }
`

function hasKubectl(): boolean {
  try {
    execFileSync('kubectl', ['version', '--client'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const options = { skip: hasKubectl() ? false : 'there is no kubectl on PATH' }

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

/** A kubeconfig, JSON being YAML, and kubectl with it. */
function prepare(t: Test, { port, ca, adminCredentials }: TestServer) {
  const dir = t.testdir({ 'one.yaml': manifest })
  const cluster = { server: `https://127.0.0.1:${port}`, 'certificate-authority-data': base64(ca.certPem) }
  const user = {
    'client-certificate-data': base64(adminCredentials.cert),
    'client-key-data': base64(adminCredentials.key),
  }
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster }],
    users: [{ name: 'test', user }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    'current-context': 'test',
  }
  const kubeconfig = join(dir, 'kubeconfig')
  writeFileSync(kubeconfig, JSON.stringify(config))
  const env = { ...process.env, KUBECONFIG: kubeconfig, HOME: dir }
  const kubectl = async (...args: string[]): Promise<string> => (await run('kubectl', args, { env, cwd: dir })).stdout
  return { kubectl, env, dir }
}

/** What kubectl says when it fails. */
async function refusal(command: Promise<string>): Promise<string> {
  const error: unknown = await command.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return error instanceof Error && 'stderr' in error ? String(error.stderr) : 'it did not fail'
}

t.test('kubectl does its daily work', options, async (t) => {
  const { kubectl } = prepare(t, await startRegistryServer(t))
  t.match(await kubectl('version'), /Server Version: v1\.\d+\.0\+aranya-0\.1\.0/)
  t.match(await kubectl('api-resources'), /edgedevices +ed +aranya.arhat.dev\/v1alpha1 +true +EdgeDevice/)
  t.equal(await kubectl('create', '-f', 'one.yaml'), 'edgedevice.aranya.arhat.dev/one created\n')
  t.match(await kubectl('get', 'ed'), /^NAME +PHASE +METHOD +ARCH +OS +AGE\none +Pending +grpc/)
  t.match(await kubectl('get', 'ed', '-A', '-o', 'wide'), /ADDRESS +RTT +AGENT +SINCE\ndefault +one/)
  t.equal(await kubectl('get', 'ed', '-o', 'name'), 'edgedevice.aranya.arhat.dev/one\n')
  t.match(await kubectl('get', 'aranya', '-A'), /edgedevice.aranya.arhat.dev\/one/, 'by category')
  await kubectl('label', 'ed', 'one', 'x=y')
  await kubectl('annotate', 'ed', 'one', 'x=y')
  t.match(await kubectl('get', 'ed', '-l', 'x=y,site=a', '--no-headers'), /^one /)
  await kubectl('patch', 'ed', 'one', '--type=merge', '-p', '{"spec":{"access":{"exec":false}}}')
  await kubectl('patch', 'ed', 'one', '--type=json', '-p', '[{"op":"remove","path":"/metadata/annotations"}]')
  t.equal(await kubectl('apply', '-f', 'one.yaml'), 'edgedevice.aranya.arhat.dev/one configured\n')
  t.equal(await kubectl('apply', '-f', 'one.yaml'), 'edgedevice.aranya.arhat.dev/one unchanged\n')
  t.match(await kubectl('describe', 'ed', 'one'), /Name: +one\n/)
  t.equal(await kubectl('delete', 'ed', 'one'), 'edgedevice.aranya.arhat.dev "one" deleted\n')
  t.match(await refusal(kubectl('get', 'ed', 'one')), /\(NotFound\): edgedevices.aranya.arhat.dev "one" not found/)
})

t.test('kubectl explains what it works with', options, async (t) => {
  const { kubectl } = prepare(t, await startRegistryServer(t))
  t.match(await kubectl('explain', 'edgedevice.spec.connectivity'), /heartbeatSeconds\t<integer>/)
  t.match(await kubectl('explain', 'virtualpod', '--recursive'), /allowedCommands/)
})

t.test('kubectl makes namespaces, whose bodies it sends as protobuf', options, async (t) => {
  const { kubectl } = prepare(t, await startRegistryServer(t))
  t.equal(await kubectl('create', 'namespace', 'mine'), 'namespace/mine created\n')
  t.equal(await kubectl('create', '-n', 'mine', '-f', 'one.yaml'), 'edgedevice.aranya.arhat.dev/one created\n')
  t.match(await kubectl('get', 'ns', '--no-headers'), /^default +Active [^]*\nmine +Active /)
  t.match(await refusal(kubectl('create', 'namespace', 'mine')), /AlreadyExists/)
})

t.test('kubectl says what is wrong with an object', options, async (t) => {
  const { kubectl, dir } = prepare(t, await startRegistryServer(t))
  writeFileSync(join(dir, 'bad.yaml'), `${manifest}spec: { connectivity: { heartbeatSeconds: 0 } }\n`)
  t.match(await refusal(kubectl('create', '-f', 'bad.yaml')), /spec.connectivity.heartbeatSeconds: Invalid value: /)
  writeFileSync(join(dir, 'typo.yaml'), `${manifest}spec: { conectivity: {} }\n`)
  t.match(await refusal(kubectl('create', '-f', 'typo.yaml')), /unknown field "spec.conectivity"/)
  // Where nobody tells it which CustomResourceDefinitions there are, kubectl speaks of those.
  for (const apiVersion of ['apps/v1', 'aranya.arhat.dev/v1alpha1']) {
    writeFileSync(join(dir, 'other.yaml'), `{ apiVersion: ${apiVersion}, kind: Deployment, metadata: { name: one } }`)
    const said = await refusal(kubectl('apply', '-f', 'other.yaml'))
    t.match(said, `no matches for kind "Deployment" in version "${apiVersion}"`)
  }
})

t.test('kubectl watches', options, async (t) => {
  const { kubectl, env, dir } = prepare(t, await startRegistryServer(t))
  await kubectl('create', '-f', 'one.yaml')
  const watching = spawn('kubectl', ['get', 'ed', '-w'], { env, cwd: dir, stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => watching.kill())
  const lines = createInterface(watching.stdout)[Symbol.asyncIterator]()
  t.match((await lines.next()).value, /^NAME +PHASE/)
  t.match((await lines.next()).value, /^one +Pending/)
  await kubectl('delete', 'ed', 'one')
  t.match((await lines.next()).value, /^one +Pending/)
  const exited = once(watching, 'exit')
  watching.kill()
  await exited
})

t.test('kubectl tells who may not', options, async (t) => {
  const server = await startRegistryServer(t)
  const adminCredentials = server.ca.issue({ commonName: 'bob', organizations: ['team'] })
  const { kubectl } = prepare(t, { ...server, adminCredentials })
  const path = '/apis/aranya.arhat.dev/v1alpha1/namespaces/default/edgedevices'
  t.match(
    await refusal(kubectl('get', '--raw', path)),
    /\(Forbidden\): edgedevices.aranya.arhat.dev is forbidden: User "bob" cannot list/,
  )
})
