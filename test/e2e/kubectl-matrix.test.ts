import { createHash, randomBytes } from 'node:crypto'
import { spawn as spawnPty } from '@lydell/node-pty'
import t from 'tap'
import type { Test } from 'tap'
import { kubectls, startAranya, startDevice } from '../support/aranya.ts'
import type { Aranya, KubectlOptions } from '../support/aranya.ts'
import { minorVersion } from '../support/kubectl-version.ts'
import { eventually } from '../support/processes.ts'

/** Each kubectl at hand does the same things; one that speaks WebSocket does them over SPDY as well. */

const megabytes = process.env['ARANYA_TEST_FULL'] ? 50 : 10
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
  const says = async (expected: RegExp, ...args: string[]): Promise<void> => {
    t.match((await aranya.kubectlWith(options, ...args)).stdout.toString(), expected, args.join(' '))
  }
  await says(/^NAME +PHASE +METHOD +ARCH +OS +AGE\nedge-1 +Online +grpc +amd64 +linux /, 'get', 'ed')
  await Promise.all([
    says(/AGE +ADDRESS +RTT +AGENT +SINCE\nedge-1 .*127\.0\.0\.1/, 'get', 'ed', '-o', 'wide'),
    says(/kind: EdgeDevice\n[^]*phase: Online/, 'get', 'edgedevice', 'edge-1', '-o', 'yaml'),
    says(/heartbeatSeconds\s+<integer>/, 'explain', 'edgedevice.spec.connectivity'),
    says(/hostshell\s+<boolean>/, 'explain', 'edgedevice', '--recursive'),
    says(/edge-1 +1\/1 +Running/, 'get', 'pods'),
    says(/^NAME .*\nedge-1 +Online/, 'get', 'ed', '-w', '--request-timeout=3s'),
    createAndDelete(t, aranya, options),
    useStreams(t, aranya, options),
  ])
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

async function useStreams(t: Test, aranya: Aranya, options: KubectlOptions): Promise<void> {
  const kubectl = (...args: string[]) => aranya.kubectlWith(options, ...args)
  const exec = (script: string) => kubectl('exec', 'edge-1', '--', 'sh', '-c', script)
  const [seven, both, killed, missing] = await Promise.all([
    exec('exit 7'),
    exec('echo out; echo err >&2'),
    exec('kill -9 $$'),
    kubectl('exec', 'edge-1', '--', 'no-such-command'),
  ])
  t.equal(seven.code, 7)
  t.equal(both.code, 0)
  t.equal(both.stdout.toString(), 'out\n')
  t.match(both.stderr, /^err$/m)
  t.equal(killed.code, 137)
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
