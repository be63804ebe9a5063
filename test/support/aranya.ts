import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withApi } from './api.ts'
import { eventually, exitCode, lineOf, run } from './processes.ts'
import type { Finished } from './processes.ts'
import { repositoryRoot } from './repository.ts'

/** Real processes of the compiled programs, for tests from end to end. hack/test.sh has built dist/. */

const programs = {
  aranya: join(repositoryRoot, 'dist/apiserver/main.js'),
  arhat: join(repositoryRoot, 'dist/agent/main.js'),
}

export const group = 'aranya.arhat.dev'

export interface AranyaOptions {
  readonly stateDir?: string
  readonly port?: number
  readonly agentPort?: number
  readonly flags?: readonly string[]
  /** Standalone, unless it is said otherwise. */
  readonly mode?: 'standalone' | 'aggregated'
  /** Put before the command, such as `strace -f -o FILE`. */
  readonly wrapper?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
}

/** A running server. `stop` ends it in order, `kill` as a power cut would. */
export interface Aranya {
  readonly stateDir: string
  readonly port: number
  readonly agentPort: number
  readonly kubeconfig: string
  readonly process: ChildProcess
  kubectl(...args: readonly string[]): Promise<Finished>
  kubectlWith(options: KubectlOptions, ...args: readonly string[]): Promise<Finished>
  stop(): Promise<number>
  kill(): Promise<void>
}

export interface KubectlOptions {
  readonly binary?: string
  readonly input?: Uint8Array | string
  readonly timeoutMs?: number
  readonly env?: NodeJS.ProcessEnv
}

/** Makes a directory that goes with the test. */
export function stateDirFor(t: Teardown): string {
  const dir = mkdtempSync(join(tmpdir(), 'aranya-test-'))
  t.teardown(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

/** What these helpers need of a tap test. */
export interface Teardown {
  teardown(fn: () => unknown): unknown
}

/** Starts a server on free ports, waits until it serves, and stops it with the test. */
export async function startAranya(t: Teardown, options: AranyaOptions = {}): Promise<Aranya> {
  const stateDir = options.stateDir ?? stateDirFor(t)
  const ports = ['--port', String(options.port ?? 0), '--agent-port', String(options.agentPort ?? 0)]
  const serve = [
    process.execPath,
    programs.aranya,
    'serve',
    '--mode',
    options.mode ?? 'standalone',
    '--state-dir',
    stateDir,
  ]
  const command = [...(options.wrapper ?? []), ...serve, ...ports, ...(options.flags ?? [])]
  const [file = '', ...args] = command
  const env = { ...process.env, ...options.env }
  const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'], env })
  t.teardown(() => stop(child))
  // Its first start makes keys, which takes long on a machine that is busy.
  const serving = await lineOf(child, servingPorts, 60_000)
  const kubeconfig = join(stateDir, 'admin.kubeconfig')
  return {
    stateDir,
    ...serving,
    kubeconfig,
    process: child,
    kubectl: (...args) => kubectl(kubeconfig, {}, args),
    kubectlWith: (options, ...args) => kubectl(kubeconfig, options, args),
    stop: () => stop(child),
    kill: () => kill(child),
  }
}

function servingPorts(line: string): { port: number; agentPort: number } | undefined {
  if (!line.includes('"serving"')) return undefined
  const { port, agentPort } = JSON.parse(line) as { port: number; agentPort: number }
  return { port, agentPort }
}

async function kubectl(kubeconfig: string, options: KubectlOptions, args: readonly string[]): Promise<Finished> {
  const { binary = 'kubectl', env, ...rest } = options
  return run([binary, ...args], { env: { ...process.env, ...env, KUBECONFIG: kubeconfig }, ...rest })
}

/** Ends a process in order; kills it when it takes more than ten seconds. */
export async function stop(child: ChildProcess): Promise<number> {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
  const code = await exitCode(child)
  clearTimeout(timer)
  return code
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await exitCode(child)
}

export interface ArhatOptions {
  readonly namespace?: string
  readonly stateDir?: string
  readonly allow?: string
  /** Put before `arhat run`, such as `ip netns exec NAME`. */
  readonly wrapper?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** Fields of the EdgeDevice's spec. */
  readonly spec?: Record<string, unknown>
}

/** A running agent and its device. */
export interface Arhat {
  readonly device: string
  readonly stateDir: string
  readonly process: ChildProcess
  /** Starts it again on the same directory, after `stop` or `kill`. */
  start(): Promise<Arhat>
  stop(): Promise<number>
  kill(): Promise<void>
}

const allowEverything = 'exec,attach,log,portforward,hostportforward,hostshell,proxy'

/** Makes the EdgeDevice, joins an agent to it, runs it, and waits until it is online. */
export async function startDevice(
  t: Teardown,
  aranya: Aranya,
  device: string,
  options: ArhatOptions = {},
): Promise<Arhat> {
  const { namespace = 'default', spec = {} } = options
  const manifest = { apiVersion: `${group}/v1alpha1`, kind: 'EdgeDevice', metadata: { name: device }, spec }
  await withApi(aranya, (api) => api.post(devicesPath(namespace), manifest))
  const stateDir = options.stateDir ?? stateDirFor(t)
  await joinAgent(aranya, device, { ...options, namespace, stateDir })
  return runAgent(t, aranya, device, { ...options, namespace, stateDir })
}

/** `arhat join` with a fresh token, by the command line that the API hands out. */
export async function joinAgent(
  aranya: Aranya,
  device: string,
  options: ArhatOptions & { readonly stateDir: string },
): Promise<Finished> {
  const { command } = await issueToken(aranya, device, options.namespace)
  const given = command.split(' ').slice(1)
  const args = replaceFlag(
    replaceFlag(given, '--state-dir', options.stateDir),
    '--allow',
    options.allow ?? allowEverything,
  )
  return succeed(run([...(options.wrapper ?? []), process.execPath, programs.arhat, ...args]))
}

export interface IssuedToken {
  readonly token: string
  /** The line to run on the device. */
  readonly command: string
}

export async function issueToken(aranya: Aranya, device: string, namespace = 'default'): Promise<IssuedToken> {
  const path = `${devicesPath(namespace)}/${device}/token`
  return withApi(aranya, async (api) => (await api.post<{ status: IssuedToken }>(path, {})).status)
}

function devicesPath(namespace: string): string {
  return `/apis/${group}/v1alpha1/namespaces/${namespace}/edgedevices`
}

function replaceFlag(args: readonly string[], flag: string, value: string): string[] {
  const index = args.indexOf(flag)
  return index < 0 ? [...args, flag, value] : [...args.slice(0, index + 1), value, ...args.slice(index + 2)]
}

/** `arhat run`, and waits until the server says that the device is online. */
export async function runAgent(
  t: Teardown,
  aranya: Aranya,
  device: string,
  options: ArhatOptions & { readonly stateDir: string },
): Promise<Arhat> {
  const child = spawnAgent(t, options)
  await phase(aranya, device, 'Online', { namespace: options.namespace ?? 'default' })
  return {
    device,
    stateDir: options.stateDir,
    process: child,
    start: () => runAgent(t, aranya, device, options),
    stop: () => stop(child),
    kill: () => kill(child),
  }
}

/** `arhat run`, which ends with the test. */
export function spawnAgent(t: Teardown, options: ArhatOptions & { readonly stateDir: string }): ChildProcess {
  const { wrapper = [], stateDir, env } = options
  const [file, ...args] = [...wrapper, process.execPath, programs.arhat, 'run', '--state-dir', stateDir]
  const child = spawn(file, args, { stdio: 'ignore', env: { ...process.env, ...env } })
  t.teardown(() => stop(child))
  return child
}

/** Waits until the device is in this phase; returns the milliseconds that it took. */
export async function phase(
  aranya: Aranya,
  device: string,
  wanted: string,
  options: { readonly namespace?: string; readonly timeoutMs?: number } = {},
): Promise<number> {
  const from = Date.now()
  const path = `${devicesPath(options.namespace ?? 'default')}/${device}`
  await withApi(aranya, (api) => {
    const isSo = async () => (await api.get<{ status: { phase: string } }>(path)).status.phase === wanted
    return eventually(`${device} is ${wanted}`, () => isSo().catch(() => false), options.timeoutMs)
  })
  return Date.now() - from
}

/** The finished command, or an error with what it said. */
export async function succeed(running: Promise<Finished>): Promise<Finished> {
  const finished = await running
  if (finished.code !== 0) throw new Error(`exit ${finished.code}: ${finished.stderr}${finished.stdout.toString()}`)
  return finished
}

/** The kubectl binaries at hand: hack/test.sh names them, else the one on PATH. */
export function kubectls(): readonly string[] {
  return (process.env['ARANYA_TEST_KUBECTLS'] ?? 'kubectl').split(/\s+/).filter(Boolean)
}
