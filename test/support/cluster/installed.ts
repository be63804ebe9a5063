import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, openSync, closeSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { group, stop, succeed } from '../aranya.ts'
import type { Aranya, Teardown } from '../aranya.ts'
import type { Cluster } from '../cluster.ts'
import { eventually, exitCode, run } from '../processes.ts'
import { repositoryRoot } from '../repository.ts'
import { ports } from './arguments.ts'
import { createKubelet } from './kubelet.ts'
import type { Container } from './kubelet.ts'
import { manifestsDir, readServerSet } from './manifests.ts'
import type { ServerSet } from './manifests.ts'

/** Where the pod has its volume. */
const volumePath = '/var/lib/aranya'

export const apiServiceName = `v1alpha1.${group}`

/**
 * aranya in a cluster as its manifests install it: all controllers of the cluster see a pod that runs, and its program runs
 * here, with the arguments, the environment and the service account of that pod. `kubectl` goes through kube-apiserver.
 */
export interface Installed extends Aranya {
  readonly address: string
  readonly set: ServerSet
  /** Where its volume is. */
  readonly disk: string
  /** All that the program said, over every start. */
  log(): string
  /** Starts it again, after `stop` or `kill`. */
  start(): Promise<void>
}

export interface InstallOptions {
  /** The size of its volume, which is then a file system of its own; without one it is a directory. */
  readonly diskBytes?: number
}

/** Needs the cluster's kube-controller-manager. Resolves once the program serves; `available` waits for the cluster. */
export async function installAranya(t: Teardown, cluster: Cluster, options: InstallOptions = {}): Promise<Installed> {
  await succeed(cluster.kubectl('apply', '-k', manifestsDir))
  const set = await readServerSet()
  const { name, namespace } = set.metadata
  const { address } = cluster.network
  const kubelet = createKubelet(cluster.connect())
  await kubelet.run({ namespace, pod: `${name}-0`, address }).finally(() => kubelet.close())
  const disk = join(cluster.dir, 'disk')
  mkdirSync(disk)
  if (options.diskBytes !== undefined) await mountDisk(t, disk, options.diskBytes)
  const program = new Program(t, await prepare(cluster, set, disk))
  await program.start()
  return {
    address,
    set,
    disk,
    stateDir: program.stateDir,
    kubeconfig: cluster.kubeconfig,
    kubectl: cluster.kubectl,
    kubectlWith: cluster.kubectlWith,
    get port() {
      return program.serving().port
    },
    get agentPort() {
      return program.serving().agentPort
    },
    get process() {
      return program.process()
    },
    log: () => program.log(),
    start: () => program.start(),
    stop: () => program.stop(),
    kill: () => program.kill(),
  }
}

/** Waits until kube-apiserver says that the API is available; returns the milliseconds that it took. */
export async function available(cluster: Cluster, timeoutMs = 30_000): Promise<number> {
  const from = Date.now()
  const wait = ['wait', '--for=condition=Available', `apiservice/${apiServiceName}`, `--timeout=${timeoutMs}ms`]
  await succeed(cluster.kubectl(...wait))
  return Date.now() - from
}

async function mountDisk(t: Teardown, dir: string, bytes: number): Promise<void> {
  await succeed(run(['mount', '-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', dir]))
  t.teardown(() => run(['umount', '-l', dir]))
}

interface Prepared {
  /** Where its volume is. */
  readonly disk: string
  readonly logPath: string
  readonly command: readonly string[]
  readonly env: NodeJS.ProcessEnv
}

async function prepare(cluster: Cluster, set: ServerSet, disk: string): Promise<Prepared> {
  const { namespace } = set.metadata
  const { serviceAccountName, containers } = set.spec.template.spec
  const dir = join(cluster.dir, 'pod')
  mkdirSync(join(dir, 'account'), { recursive: true })
  const { stdout } = await succeed(cluster.kubectl('create', 'token', serviceAccountName, '-n', namespace))
  writeFileSync(join(dir, 'account/token'), stdout)
  writeFileSync(join(dir, 'account/namespace'), namespace)
  writeFileSync(join(dir, 'account/ca.crt'), cluster.keys.ca.certificatePem)
  const env = environment(containers[0], set, cluster)
  const args = (containers[0].args ?? []).map((arg) => expand(arg, env).replaceAll(volumePath, disk))
  const main = join(repositoryRoot, 'dist/apiserver/main.js')
  return {
    disk,
    logPath: join(dir, 'log'),
    command: [...cluster.network.wrapper, ...withAccount(join(dir, 'account')), process.execPath, main, ...args],
    env: { ...process.env, ...env },
  }
}

/** In a mount namespace of its own, the service account is where a pod has it. */
function withAccount(account: string): readonly string[] {
  const target = '/var/run/secrets/kubernetes.io/serviceaccount'
  const script = `mount -t tmpfs tmpfs /run && mkdir -p ${target} && mount --bind "$1" ${target} && shift && exec "$@"`
  return ['unshare', '--mount', 'sh', '-c', script, 'sh', account]
}

/** As the kubelet does. */
function expand(arg: string, env: NodeJS.ProcessEnv): string {
  return arg.replaceAll(/\$\((\w+)\)/g, (_all, name: string) => env[name] ?? '')
}

function environment({ env = [] }: Container, { metadata }: ServerSet, { network }: Cluster): NodeJS.ProcessEnv {
  const fields: Readonly<Record<string, string>> = {
    'metadata.namespace': metadata.namespace,
    'metadata.name': `${metadata.name}-0`,
  }
  const given = env.map(({ name, value, valueFrom }) => [name, value ?? fields[valueFrom?.fieldRef?.fieldPath ?? '']])
  return {
    ...Object.fromEntries(given),
    // As an operator says it in an overlay.
    ADVERTISE_AGENT: `${network.address}:6444`,
    KUBERNETES_SERVICE_HOST: network.address,
    KUBERNETES_SERVICE_PORT: String(ports.api),
  }
}

interface Serving {
  readonly port: number
  readonly agentPort: number
}

class Program {
  readonly stateDir: string
  readonly #prepared: Prepared
  readonly #logPath: string
  #child: ChildProcess | undefined
  #serving: Serving | undefined

  constructor(t: Teardown, prepared: Prepared) {
    this.#prepared = prepared
    this.stateDir = join(prepared.disk, 'state')
    this.#logPath = prepared.logPath
    t.teardown(() => this.stop())
  }

  async start(): Promise<void> {
    const [file = '', ...args] = this.#prepared.command
    const log = openSync(this.#logPath, 'a')
    const before = readFileSync(this.#logPath, 'utf8').length
    const child = spawn(file, args, { stdio: ['ignore', log, log], env: this.#prepared.env })
    closeSync(log)
    this.#child = child
    const said = (): string => this.log().slice(before)
    await eventually('aranya serves', () => child.exitCode !== null || servingOf(said()) !== undefined, 60_000)
    this.#serving = servingOf(said())
    if (!this.#serving) throw new Error(`aranya ended:\n${said()}`)
  }

  serving(): Serving {
    if (!this.#serving) throw new Error('aranya did not start')
    return this.#serving
  }

  process(): ChildProcess {
    if (!this.#child) throw new Error('aranya does not run')
    return this.#child
  }

  log(): string {
    return readFileSync(this.#logPath, 'utf8')
  }

  async stop(): Promise<number> {
    return this.#child ? stop(this.#child) : 0
  }

  async kill(): Promise<void> {
    this.process().kill('SIGKILL')
    await exitCode(this.process())
  }
}

function servingOf(log: string): Serving | undefined {
  const line = log.split('\n').find((one) => one.includes('"serving"'))
  return line === undefined ? undefined : (JSON.parse(line) as Serving)
}
