import { homedir } from 'node:os'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { Attach, KubeConfig } from '@kubernetes/client-node'
import { spawn as spawnPty } from '@lydell/node-pty'
import t from 'tap'
import type { Test } from 'tap'
import { WebSocket } from 'ws'
import { group, kubectls, startAranya, startDevice, succeed } from '../support/aranya.ts'
import type { Aranya, KubectlOptions } from '../support/aranya.ts'
import { readKubeconfig } from '../support/kubeconfig.ts'
import { minorVersion } from '../support/kubectl-version.ts'
import { eventually } from '../support/processes.ts'

/** kubectl attach, and the host shell, with real clients. */

t.test('attach and hostshell', async (t) => {
  const aranya = await startAranya(t)
  await startDevice(t, aranya, 'edge-1')
  await createPods(aranya)
  const tried = new Set<number>()
  for (const binary of kubectls()) {
    const minor = await minorVersion(binary)
    if (tried.has(minor)) continue
    tried.add(minor)
    await t.test(`kubectl 1.${minor}`, (t) => attachInteractively(t, aranya, { binary }))
    if (minor === Math.max(...tried) && minor >= 31)
      await t.test(`kubectl 1.${minor} over SPDY`, (t) =>
        attachInteractively(t, aranya, { binary, env: { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: 'false' } }),
      )
  }
  await t.test('without a terminal', (t) => attachWithPipes(t, aranya))
  await t.test('a profile that names commands hands out no shell', (t) => refuseShell(t, aranya))
  await t.test('spec.access and the agent each say which of the two is not allowed', (t) => refuse(t, aranya))
  await t.test('@kubernetes/client-node', (t) => attachWithClientNode(t, aranya))
  await t.test('login shells', (t) => openLoginShells(t, aranya))
})

async function createPods(aranya: Aranya): Promise<void> {
  const pod = (name: string, container: object) => ({
    apiVersion: `${group}/v1alpha1`,
    kind: 'VirtualPod',
    metadata: { name, namespace: 'default' },
    spec: { deviceName: 'edge-1', containers: [{ name: 'main', ...container }] },
  })
  const items = [
    pod('counter', { command: ['sh', '-c', 'echo counting; echo trouble >&2; exit 3'], allowedCommands: ['uptime'] }),
    pod('shell', { command: ['sh'] }),
    pod('restricted', { allowedCommands: ['uptime'] }),
  ]
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
  await succeed(aranya.kubectlWith({ input }, 'apply', '-f', '-'))
}

/** Two people, each with a shell of their own. */
async function attachInteractively(t: Test, aranya: Aranya, options: KubectlOptions): Promise<void> {
  const [first, second] = [openTerminal(aranya, options), openTerminal(aranya, options)]
  const pids = await Promise.all([first.ask('echo pid=$$', /pid=(\d+)/), second.ask('echo pid=$$', /pid=(\d+)/)])
  t.not(pids[0], pids[1])
  t.match(first.screen(), /If you don't see a command prompt, try pressing enter/)
  t.equal(await first.ask('echo size=$(stty size)', /size=(\d+ \d+)/), '33 101')
  t.equal(await first.end('exit 7'), 7)
  t.equal(await second.end('exit 0'), 0)
}

function openTerminal(aranya: Aranya, options: KubectlOptions) {
  const env = { ...process.env, ...options.env, KUBECONFIG: aranya.kubeconfig }
  const terminal = spawnPty(options.binary ?? 'kubectl', ['attach', '-it', 'shell'], { cols: 101, rows: 33, env })
  const ended = new Promise<number>((done) => terminal.onExit(({ exitCode }) => done(exitCode)))
  let screen = ''
  terminal.onData((data) => (screen += data))
  return {
    screen: () => screen,
    /** Types a command at the prompt, and waits until its answer is on the screen. */
    ask: async (command: string, answer: RegExp) => {
      await eventually('a prompt', () => /[#$] $/.test(screen))
      terminal.write(`${command}\r`)
      return eventually(command, () => answer.exec(screen)?.[1])
    },
    end: (command: string) => {
      terminal.write(`${command}\r`)
      return ended
    },
  }
}

async function attachWithPipes(t: Test, aranya: Aranya): Promise<void> {
  const counter = await aranya.kubectl('attach', 'counter')
  t.equal(counter.code, 3, 'the command’s own exit code')
  t.equal(counter.stdout.toString(), 'counting\n')
  t.match(counter.stderr, /^trouble$/m)
  const shell = await aranya.kubectlWith({ input: 'echo $((6 * 7)); exit 5\n' }, 'attach', '-i', 'shell')
  t.equal(shell.code, 5)
  t.equal(shell.stdout.toString(), '42\n')
}

async function refuseShell(t: Test, aranya: Aranya): Promise<void> {
  const { code, stderr } = await aranya.kubectl('attach', 'restricted')
  t.not(code, 0)
  t.match(stderr, /allows some commands only, and names no command of its own/)
}

async function refuse(t: Test, aranya: Aranya): Promise<void> {
  await startDevice(t, aranya, 'no-attach', { spec: { access: { attach: false } } })
  await startDevice(t, aranya, 'exec-only', { allow: 'exec,attach' })
  const unattached = await aranya.kubectl('attach', 'no-attach')
  t.match(unattached.stderr, /the EdgeDevice does not allow it \(spec\.access\.attach is false\)/)
  const refused = await connectHostShell(aranya, 'exec-only', 'v5.channel.k8s.io').then(
    () => 'a shell',
    (error: Error) => error.message,
  )
  t.match(refused, /403.*the agent's configuration does not allow hostshell/s)
}

async function attachWithClientNode(t: Test, aranya: Aranya): Promise<void> {
  const config = new KubeConfig()
  config.loadFromFile(aranya.kubeconfig)
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  const output = text(stdout)
  const connection = await new Attach(config).attach('default', 'shell', 'main', stdout, stderr, stdin, false)
  connection.addEventListener('close', () => stdout.end())
  stdin.write('echo $((6 * 7)); exit\n')
  t.equal(await output, '42\n')
}

/** Text and bytes, with a status and without; the rest of them is in test/conformance. */
const protocols = process.env['ARANYA_TEST_FULL']
  ? ['v5.channel.k8s.io', 'v4.channel.k8s.io', 'v4.base64.channel.k8s.io', 'channel.k8s.io', undefined]
  : ['v4.base64.channel.k8s.io', undefined]

/** They read what the device's user has in ~/.profile, which may take its time; so all are opened at once. */
async function openLoginShells(t: Test, aranya: Aranya): Promise<void> {
  const attached = aranya.kubectlWith(
    { input: 'echo "shell: $0"; exit 5\n', timeoutMs: 150_000 },
    'attach',
    '-i',
    'edge-1',
  )
  await Promise.all(protocols.map((protocol) => openHostShell(t, aranya, protocol)))
  const { code, stdout } = await attached
  t.equal(code, 5, 'a container without a command: kubectl attach')
  t.match(stdout.toString(), /^shell: -\S*sh$/m)
}

/** Nothing but a WebSocket, as docs/server.md shows. */
async function openHostShell(t: Test, aranya: Aranya, protocol: string | undefined): Promise<void> {
  const shell = await connectHostShell(aranya, 'edge-1', protocol)
  shell.type('echo "shell: $0"; tty; pwd; exit 6\n')
  const { screen, status } = await shell.closed
  t.match(screen, /shell: -\S*sh/, protocol ?? 'no protocol')
  t.match(screen, /\/dev\/pts\/\d+/)
  t.match(screen, homedir())
  t.match(status, /exit code 6/)
}

async function connectHostShell(aranya: Aranya, device: string, protocol: string | undefined) {
  const url = `wss://127.0.0.1:${aranya.port}/apis/${group}/v1alpha1/namespaces/default/edgedevices/${device}/hostshell`
  const { ca, cert, key } = readKubeconfig(aranya.kubeconfig)
  const webSocket = new WebSocket(url, protocol === undefined ? [] : [protocol], { ca, cert, key })
  const isBase64 = protocol?.includes('base64') ?? false
  const channels = new Map<string, string>()
  webSocket.on('message', (message: Buffer) => {
    const channel = isBase64 ? message.toString('latin1', 0, 1) : String(message[0])
    const payload = isBase64 ? Buffer.from(message.toString('latin1', 1), 'base64') : message.subarray(1)
    channels.set(channel, (channels.get(channel) ?? '') + payload.toString())
  })
  const closed = new Promise<{ screen: string; status: string }>((resolve) =>
    webSocket.once('close', () => resolve({ screen: channels.get('1') ?? '', status: channels.get('3') ?? '' })),
  )
  await new Promise<void>((resolve, reject) => {
    webSocket.once('open', resolve)
    webSocket.once('error', reject)
    webSocket.once('unexpected-response', (_request, response) => {
      text(response).then((body) => reject(new Error(`${response.statusCode}: ${body}`)), reject)
    })
  })
  const type = (line: string): void =>
    webSocket.send(isBase64 ? `0${Buffer.from(line).toString('base64')}` : Buffer.from(`\0${line}`))
  return { type, closed }
}
