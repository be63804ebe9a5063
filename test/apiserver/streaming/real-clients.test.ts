import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { Exec, KubeConfig } from '@kubernetes/client-node'
import type { V1Status } from '@kubernetes/client-node'
import t from 'tap'
import { exitCode, run } from '../../support/processes.ts'
import { createCertificate } from './support/certificate.ts'
import { pattern } from './support/fake-device.ts'
import type { Kubectl } from './support/kubectls.ts'
import { findKubectls } from './support/kubectls.ts'
import { TestServer } from './support/test-server.ts'

const server = await TestServer.start({ certificate: createCertificate() })
const dir = mkdtempSync(join(tmpdir(), 'aranya-streaming-'))
const kubeconfig = join(dir, 'kubeconfig')
writeFileSync(kubeconfig, createKubeconfig(), { mode: 0o600 })
t.teardown(async () => {
  await server.close()
  rmSync(dir, { recursive: true, force: true })
})

const big = Buffer.concat([...pattern(50 * 1024 * 1024)])

for (const kubectl of findKubectls((text) => t.comment(text))) {
  t.test(`${kubectl.name} execs`, async (t) => {
    const exec = (...args: string[]) => runKubectl(kubectl, ['exec', 'pod', '--', ...args])

    t.match(await exec('exit', '0'), { code: 0 })
    t.match(await exec('exit', '7'), { code: 7 })
    const both = await exec('both')
    t.match(both, { code: 3, stderr: /to stderr/ })
    t.equal(both.stdout.toString(), 'to stdout\n')
    t.match(await exec('signal'), { code: 137 })
    t.match(await exec('missing'), { code: 1, stderr: /command "missing" not found/ })
    t.match(await exec('lose'), { code: 1, stderr: /lost connection to device default\/pod/ })

    // One of each transport carries all of it; the others have the same code below them.
    const input = kubectl.path === 'kubectl' ? big : big.subarray(0, 4 * 1024 * 1024)
    const cat = await runKubectl(kubectl, ['exec', '-i', 'pod', '--', 'cat'], input)
    t.match(cat, { code: 0 })
    t.equal(sha256(cat.stdout), sha256(input), `${input.length} bytes through cat are the same`)
    const half = await runKubectl(kubectl, ['exec', '-i', 'pod', '--', 'sha256'], 'abc')
    t.match(half.stdout.toString(), /^3 ba7816bf/, 'output comes after stdin has ended')
  })

  t.test(`${kubectl.name} is killed, and its session with it`, async (t) => {
    const started = server.device.nextStart()
    const child = spawn(kubectl.path, ['exec', '-i', 'pod', '--', 'hang'], { env: toEnv(kubectl), stdio: 'pipe' })
    const { device } = await started
    child.kill('SIGKILL')
    await exitCode(child)
    t.match(await device.ended, { kind: 'failed', error: { code: 'cancelled' } })
  })
}

t.test('@kubernetes/client-node execs, over a terminal with stderr as well', async (t) => {
  const config = new KubeConfig()
  config.loadFromFile(kubeconfig)
  const exec = new Exec(config)
  const runExec = async (command: string[], { tty = false, stdin = Readable.from([] as Buffer[]) } = {}) => {
    const stdout = new PassThrough()
    const output = buffer(stdout)
    const stderr = new PassThrough().resume()
    const status = await new Promise<V1Status>((resolve, reject) => {
      exec.exec('default', 'pod', 'host', command, stdout, stderr, stdin, tty, resolve).catch(reject)
    })
    stdout.end()
    return { status, output: await output }
  }
  t.match(await runExec(['both']), {
    status: { status: 'Failure', reason: 'NonZeroExitCode', details: { causes: [{ message: '3' }] } },
  })
  const small = Readable.from([Buffer.from('abc')])
  t.match((await runExec(['sha256'], { stdin: small })).output.toString(), /^3 ba7816bf/)
  t.match(await runExec(['print', '1000'], { tty: true }), { status: { status: 'Success' } })
})

t.test('nothing was thrown after an answer, and every session was logged', async (t) => {
  await server.settled()
  t.same(server.strays, [])
  const ends = server.logs.filter(({ msg }) => msg === 'session ended')
  t.equal(ends.length, server.logs.filter(({ msg }) => msg === 'session started').length)
  t.match(ends[0], { outcome: 'exited', exitCode: 0, user: 'tester', device: 'default/pod', auditId: 'audit-1' })
})

function runKubectl(kubectl: Kubectl, args: string[], stdin: Buffer | string = '') {
  return run([kubectl.path, ...args], { env: toEnv(kubectl), input: stdin, timeoutMs: 30_000 })
}

function toEnv({ env }: Kubectl): NodeJS.ProcessEnv {
  return { ...process.env, ...env, KUBECONFIG: kubeconfig, HOME: dir }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function createKubeconfig(): string {
  const ca = Buffer.from(server.cert).toString('base64')
  const cluster = { server: `https://127.0.0.1:${server.port}`, 'certificate-authority-data': ca }
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster }],
    users: [{ name: 'test', user: { token: 'none' } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    'current-context': 'test',
  })
}
