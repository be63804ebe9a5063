import { createHash, randomBytes } from 'node:crypto'
import { spawn as spawnPty } from '@lydell/node-pty'
import t from 'tap'
import type { Test } from 'tap'
import { kubectls, startAranya, startDevice } from '../support/aranya.ts'
import type { Aranya, KubectlOptions } from '../support/aranya.ts'
import { minorVersion } from '../support/kubectl-version.ts'
import { eventually } from '../support/processes.ts'

/** Each kubectl at hand does the same things; one that speaks WebSocket does them over SPDY as well. */

const megabytes = 50
const random = randomBytes(megabytes * 1024 * 1024)
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

t.test('every kubectl', async (t) => {
  const aranya = await startAranya(t)
  await startDevice(t, aranya, 'edge-1')
  const tried = new Set<number>()
  for (const binary of kubectls()) {
    const minor = await minorVersion(binary)
    if (tried.has(minor)) continue
    tried.add(minor)
    await t.test(`kubectl 1.${minor}`, (t) => useKubectl(t, aranya, { binary }))
    if (minor < 30 || minor % 2 === 1) continue
    await t.test(`kubectl 1.${minor} over SPDY`, (t) =>
      useStreams(t, aranya, { binary, env: { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: 'false' } }),
    )
  }
})

async function useKubectl(t: Test, aranya: Aranya, options: KubectlOptions): Promise<void> {
  const kubectl = (...args: string[]) => aranya.kubectlWith(options, ...args)
  t.match(
    (await kubectl('get', 'ed')).stdout.toString(),
    /^NAME +PHASE +METHOD +ARCH +OS +AGE\nedge-1 +Online +grpc +amd64 +linux /,
  )
  t.match(
    (await kubectl('get', 'ed', '-o', 'wide')).stdout.toString(),
    /AGE +ADDRESS +RTT +AGENT +SINCE\nedge-1 .*127\.0\.0\.1/,
  )
  t.match(
    (await kubectl('get', 'edgedevice', 'edge-1', '-o', 'yaml')).stdout.toString(),
    /kind: EdgeDevice\n[^]*phase: Online/,
  )
  t.match((await kubectl('explain', 'edgedevice.spec.connectivity')).stdout.toString(), /heartbeatSeconds\s+<integer>/)
  t.match((await kubectl('explain', 'edgedevice', '--recursive')).stdout.toString(), /hostshell\s+<boolean>/)
  t.match((await kubectl('get', 'pods')).stdout.toString(), /edge-1 +1\/1 +Running/)
  await createAndDelete(t, aranya, options)
  await watch(t, aranya, options)
  await useStreams(t, aranya, options)
}

async function createAndDelete(t: Test, aranya: Aranya, options: KubectlOptions): Promise<void> {
  const manifest = {
    apiVersion: 'aranya.arhat.dev/v1alpha1',
    kind: 'EdgeDevice',
    metadata: { name: 'extra', namespace: 'default' },
  }
  const applied = await aranya.kubectlWith({ ...options, input: JSON.stringify(manifest) }, 'apply', '-f', '-')
  t.equal(applied.code, 0, applied.stderr)
  const labelled = await aranya.kubectlWith(options, 'label', 'ed', 'extra', 'site=plant-a')
  t.equal(labelled.code, 0, labelled.stderr)
  const selected = await aranya.kubectlWith(options, 'get', 'ed', '-l', 'site in (plant-a)', '-o', 'name')
  t.equal(selected.stdout.toString(), 'edgedevice.aranya.arhat.dev/extra\n')
  const wrong = { ...manifest, spec: { connectivity: { method: 'pigeon' } } }
  const refused = await aranya.kubectlWith(
    { ...options, input: JSON.stringify(wrong) },
    'apply',
    '--validate=false',
    '-f',
    '-',
  )
  t.match(refused.stderr, /spec\.connectivity\.method: Unsupported value: "pigeon"/)
  const deleted = await aranya.kubectlWith(options, 'delete', 'ed', 'extra')
  t.equal(deleted.code, 0, deleted.stderr)
}

async function watch(t: Test, aranya: Aranya, options: KubectlOptions): Promise<void> {
  const watching = aranya.kubectlWith({ ...options, timeoutMs: 30_000 }, 'get', 'ed', '-w', '--request-timeout=3s')
  const { stdout } = await watching
  t.match(stdout.toString(), /^NAME .*\nedge-1 +Online/)
}

async function useStreams(t: Test, aranya: Aranya, options: KubectlOptions): Promise<void> {
  const kubectl = (...args: string[]) => aranya.kubectlWith(options, ...args)
  t.equal((await kubectl('exec', 'edge-1', '--', 'sh', '-c', 'exit 7')).code, 7)
  const both = await kubectl('exec', 'edge-1', '--', 'sh', '-c', 'echo out; echo err >&2')
  t.equal(both.code, 0)
  t.equal(both.stdout.toString(), 'out\n')
  t.match(both.stderr, /^err$/m)
  const killed = await kubectl('exec', 'edge-1', '--', 'sh', '-c', 'kill -9 $$')
  t.equal(killed.code, 137)
  const missing = await kubectl('exec', 'edge-1', '--', 'no-such-command')
  t.not(missing.code, 0)
  t.match(missing.stderr, /no-such-command.*not found/)
  const echoed = await aranya.kubectlWith(
    { ...options, input: random, timeoutMs: 120_000 },
    'exec',
    '-i',
    'edge-1',
    '--',
    'cat',
  )
  t.equal(echoed.code, 0, echoed.stderr)
  t.equal(sha256(echoed.stdout), sha256(random), `${megabytes} MB keep their SHA-256`)
  await interactive(t, aranya, options)
}

/** A shell on a terminal that changes its size; kubectl has one of its own, as at a user's desk. */
async function interactive(t: Test, aranya: Aranya, options: KubectlOptions): Promise<void> {
  const env = { ...process.env, ...options.env, KUBECONFIG: aranya.kubeconfig }
  const args = ['exec', '-it', 'edge-1', '--', 'sh']
  const terminal = spawnPty(options.binary ?? 'kubectl', args, { cols: 101, rows: 33, env })
  const ended = new Promise<number>((done) => terminal.onExit(({ exitCode }) => done(exitCode)))
  let screen = ''
  terminal.onData((data) => (screen += data))
  await eventually('a prompt', () => /[#$] /.test(screen))
  // kubectl sends the size that it starts with a moment after the shell is there.
  await eventually('the first size', () => {
    terminal.write('stty size\r')
    return screen.includes('33 101')
  })
  terminal.resize(77, 44)
  await eventually('the new size', () => {
    terminal.write('stty size\r')
    return screen.includes('44 77')
  })
  terminal.write('exit 5\r')
  t.equal(await ended, 5)
}
