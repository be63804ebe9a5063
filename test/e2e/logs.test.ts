import { Log, KubeConfig } from '@kubernetes/client-node'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import {
  appendFileSync,
  copyFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import type { Test } from 'tap'
import { WebSocket } from 'ws'
import { group, kubectls, startAranya, startDevice, stateDirFor } from '../support/aranya.ts'
import type { Aranya, Arhat } from '../support/aranya.ts'
import { readKubeconfig } from '../support/kubeconfig.ts'
import { eventually, exitCode, run } from '../support/processes.ts'

/** Each kubectl at hand reads and follows the logs of a device. */

interface Place {
  readonly aranya: Aranya
  readonly device: Arhat
  readonly directory: string
}

t.test('logs', async (t) => {
  const aranya = await startAranya(t)
  const device = await startDevice(t, aranya, 'edge-1')
  const place: Place = { aranya, device, directory: stateDirFor(t) }
  await createLogs(place)
  const tried = new Set<number>()
  for (const binary of kubectls()) {
    const { stdout } = await run([binary, 'version', '--client', '-o', 'json'])
    const minor = Number.parseInt(
      (JSON.parse(stdout.toString()) as { clientVersion: { minor: string } }).clientVersion.minor,
    )
    if (tried.has(minor)) continue
    tried.add(minor)
    await t.test(`kubectl 1.${minor}`, (t) => useKubectl(t, place, binary))
  }
  await t.test('@kubernetes/client-node', (t) => useClientNode(t, place))
  await t.test('WebSockets', (t) => useWebSockets(t, place))
  await t.test('refusals', (t) => seeRefusals(t, place))
  await t.test('no client leaves anything open', (t) => leaveNothing(t, place))
  await t.test('a lost agent is an error to who follows', (t) => loseAgent(t, place))
})

const at = ({ directory }: Place, name: string): string => join(directory, name)

async function createLogs(place: Place): Promise<void> {
  writeFileSync(at(place, 'plain.log'), 'one\ntwo\nthree\n')
  writeFileSync(at(place, 'dated.log'), '2020-01-01T00:00:00Z old\n2026-11-21T10:00:00Z new\n  more\n')
  const logs = ['plain', 'dated', 'live', 'missing'].map((name) => ({ name, path: at(place, `${name}.log`) }))
  const manifest = {
    apiVersion: `${group}/v1alpha1`,
    kind: 'VirtualPod',
    metadata: { name: 'web', namespace: 'default', labels: { app: 'web' } },
    spec: { deviceName: 'edge-1', containers: [{ name: 'host' }], logs },
  }
  const applied = await place.aranya.kubectlWith({ input: JSON.stringify(manifest) }, 'apply', '-f', '-')
  if (applied.code !== 0) throw new Error(applied.stderr)
}

async function useKubectl(t: Test, place: Place, binary: string): Promise<void> {
  const logs = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await place.aranya.kubectlWith({ binary }, 'logs', ...args)
    t.equal(code, 0, stderr)
    return stdout.toString()
  }
  const own = /"msg":"agent starts"/
  t.match(await logs('edge-1'), own)
  t.match(await logs('web'), own, "the default is the device's own")
  t.match(await logs('web', '-c', 'host', '--timestamps', '--since=1h'), /^\d{4}-\S+Z \{"level":30/m)
  t.equal(await logs('web', '-c', 'plain'), 'one\ntwo\nthree\n')
  t.equal(await logs('web', '-c', 'plain', '--tail=1'), 'three\n')
  t.equal(await logs('web', '-c', 'plain', '--limit-bytes=5'), 'one\nt')
  t.equal(await logs('web', '-c', 'dated', '--since-time=2026-01-01T00:00:00Z'), '2026-11-21T10:00:00Z new\n  more\n')
  t.match(await logs('web', '-c', 'dated', '--timestamps', '--tail=1'), '2026-11-21T10:00:00.000Z   more\n')
  t.match(await logs('-l', 'app=web', '-c', 'plain', '--prefix', '--tail=1'), '[pod/web/plain] three\n')
  const refused = await place.aranya.kubectlWith({ binary }, 'logs', 'web', '-c', 'plain', '--timestamps')
  t.match(refused.stderr, /\(BadRequest\).*lines that carry a time/)
  const previous = await place.aranya.kubectlWith({ binary }, 'logs', 'web', '-c', 'plain', '-p')
  t.match(previous.stderr, /\(BadRequest\).*previous terminated container "plain" in pod "web" not found/)
  const inLog = await place.aranya.kubectlWith({ binary }, 'exec', 'web', '-c', 'plain', '--', 'id')
  t.match(inLog.stderr, /is a log; read it with kubectl logs/)
  await follow(t, place, binary)
}

async function follow(t: Test, place: Place, binary: string): Promise<void> {
  const path = at(place, 'live.log')
  writeFileSync(path, 'one\n')
  const { child, text } = startFollowing(place, binary, 'live')
  t.teardown(() => child.kill('SIGKILL'))
  await eventually('the first line', () => text() === 'one\n')
  renameSync(path, `${path}.1`)
  appendFileSync(`${path}.1`, 'two\n')
  writeFileSync(path, 'three\n')
  await eventually('what came with the new file', () => text() === 'one\ntwo\nthree\n')
  appendFileSync(path, 'four\n')
  copyFileSync(path, `${path}.2`)
  truncateSync(path)
  appendFileSync(path, 'five\n')
  await eventually('what came after the truncation', () => text() === 'one\ntwo\nthree\nfour\nfive\n')
  child.kill('SIGINT')
  await exitCode(child)
}

function startFollowing(
  { aranya }: Place,
  binary: string,
  container: string,
): { readonly child: ChildProcess; text(): string; complaint(): string } {
  const env = { ...process.env, KUBECONFIG: aranya.kubeconfig }
  const child = spawn(binary, ['logs', '-f', 'web', '-c', container], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let [text, complaint] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
  return { child, text: () => text, complaint: () => complaint }
}

async function useClientNode(t: Test, place: Place): Promise<void> {
  const config = new KubeConfig()
  config.loadFromFile(place.aranya.kubeconfig)
  const log = new Log(config)
  const read = async (container: string, options: object): Promise<string> => {
    const output = new PassThrough()
    let text = ''
    output.on('data', (chunk: Buffer) => (text += chunk.toString()))
    const ended = new Promise((resolve) => output.once('end', resolve))
    await log.log('default', 'web', container, output, options)
    await ended
    return text
  }
  t.equal(await read('plain', { tailLines: 2 }), 'two\nthree\n')
  t.match(await read('host', { timestamps: true, limitBytes: 20 }), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/)
  const path = at(place, 'live.log')
  writeFileSync(path, 'one\n')
  const output = new PassThrough()
  let text = ''
  output.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const ended = new Promise((resolve) => output.once('end', resolve))
  // Its way to leave, `abort`, throws an error that nobody can catch.
  await log.log('default', 'web', 'live', output, { follow: true, limitBytes: 8 })
  await eventually('the first line', () => text === 'one\n')
  renameSync(path, `${path}.1`)
  writeFileSync(path, 'two\n')
  await ended
  t.equal(text, 'one\ntwo\n')
}

interface LogSocket {
  readonly socket: WebSocket
  /** What came, a message each; text frames with a mark. */
  readonly messages: string[]
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
}

/** As a browser follows a log; rejects when the server refuses. */
async function openLogSocket({ aranya }: Place, query: string, protocols: readonly string[]): Promise<LogSocket> {
  const { ca, cert, key } = readKubeconfig(aranya.kubeconfig)
  const url = `wss://127.0.0.1:${aranya.port}/api/v1/namespaces/default/pods/web/log?${query}`
  const socket = new WebSocket(url, [...protocols], { ca, cert, key })
  const messages: string[] = []
  socket.on('message', (data: Buffer, isBinary) =>
    messages.push(isBinary ? data.toString() : `text:${data.toString()}`),
  )
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })),
  )
  await once(socket, 'open')
  return { socket, messages, closed }
}

async function useWebSockets(t: Test, place: Place): Promise<void> {
  for (const protocols of [[], ['binary.k8s.io'], ['unknown', 'binary.k8s.io']]) {
    const { socket, messages, closed } = await openLogSocket(place, 'container=plain', protocols)
    t.equal(socket.protocol, protocols.at(-1) ?? '')
    t.same(await closed, { code: 1000, reason: '' })
    t.equal(messages[0], '', 'the sign that all is well, before the first line')
    t.equal(messages.join(''), 'one\ntwo\nthree\n')
  }
  const base64 = await openLogSocket(place, 'container=plain', ['base64.binary.k8s.io'])
  t.equal((await base64.closed).code, 1000)
  t.match(base64.messages.join(''), new RegExp(`^text:text:${Buffer.from('one\ntwo\nthree\n').toString('base64')}$`))
  await t.rejects(openLogSocket(place, 'container=plain', ['v5.channel.k8s.io']), /400/)
  await t.rejects(openLogSocket(place, 'container=missing', []), /404/)
  writeFileSync(at(place, 'live.log'), 'one\n')
  const following = await openLogSocket(place, 'container=live&follow=true', ['binary.k8s.io'])
  following.socket.send('nobody listens')
  await eventually('the first line', () => following.messages.join('') === 'one\n')
  appendFileSync(at(place, 'live.log'), 'two\n')
  await eventually('the next line', () => following.messages.join('') === 'one\ntwo\n')
  // More than waits anywhere on the way to a client that does not read; a server that fails for it answers nobody any more.
  // Appended: a file that is overwritten may have lost lines, which ends the one that follows it with an error.
  appendFileSync(at(place, 'live.log'), 'x'.repeat(20_000_000))
  for (let round = 0; round < 3; round++) {
    const slow = await openLogSocket(place, 'container=live', [])
    slow.socket.pause()
    await setTimeout(200)
    slow.socket.terminate()
  }
  t.equal((await place.aranya.kubectl('get', 'edgedevices')).code, 0, 'the server is there')
  following.socket.close(1000)
  t.same(await following.closed, { code: 1000, reason: '' })
  await eventually('nothing is left open', () => openFiles(place) === 0)
}

async function seeRefusals(t: Test, { aranya }: Place): Promise<void> {
  const get = async (query: string): Promise<string> =>
    (await aranya.kubectl('get', '--raw', `/api/v1/namespaces/default/pods/web/log?${query}`)).stderr
  t.match(
    await get(''),
    'a container name must be specified for pod web, choose one of: [host plain dated live missing]',
  )
  t.match(await get('container=nope'), 'container nope is not valid for pod web')
  t.match(await get('container=plain&tailLines=x'), /BadRequest.*parsing .*x/)
  t.match(await get('container=plain&tailLines=-1'), 'tailLines: Invalid value: -1: must be greater than or equal to 0')
  t.match(await get('container=plain&limitBytes=0'), 'limitBytes: Invalid value: 0: must be greater than 0')
  t.match(await get('container=plain&sinceSeconds=0'), 'sinceSeconds: Invalid value: 0: must be greater than 0')
  t.match(await get('container=plain&stream=Foo'), 'stream: Unsupported value: "Foo"')
  t.match(await get('container=missing'), /NotFound.*no such file/)
}

/** Descriptors of the agent that lead below the directory of the logs, and its processes' watches. */
function openFiles({ device, directory }: Place): number {
  const fds = `/proc/${device.process.pid}/fd`
  return readdirSync(fds).filter((fd) => {
    try {
      return readlinkSync(join(fds, fd)).startsWith(directory)
    } catch {
      return false
    }
  }).length
}

async function leaveNothing(t: Test, place: Place): Promise<void> {
  writeFileSync(at(place, 'live.log'), '')
  const followers = Array.from({ length: 5 }, () => startFollowing(place, 'kubectl', 'live'))
  await eventually('they follow', () => openFiles(place) === 5)
  for (const { child } of followers) child.kill('SIGKILL')
  await eventually('nothing is left open', () => openFiles(place) === 0)
  t.pass('a client that was killed before any line came left nothing')
}

async function loseAgent(t: Test, place: Place): Promise<void> {
  writeFileSync(at(place, 'live.log'), 'one\n')
  const { child, text, complaint } = startFollowing(place, 'kubectl', 'live')
  const browser = await openLogSocket(place, 'container=live&follow=true', [])
  await eventually('the first line', () => text() === 'one\n' && browser.messages.join('') === 'one\n')
  await place.device.kill()
  t.match(await browser.closed, { code: 1011, reason: /^lost connection to device default\/edge-1/ })
  t.not(await exitCode(child), 0)
  t.match(complaint(), /unexpected EOF/)
}
