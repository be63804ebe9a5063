import { mkdirSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { createClient } from '../apiserver/http/support/client.ts'
import type { Client, Credentials } from '../apiserver/http/support/client.ts'
import { stateDirFor, succeed } from './aranya.ts'
import type { KubectlOptions, Teardown } from './aranya.ts'
import { apiserverArguments, controllerManagerArguments, etcdArguments, ports } from './cluster/arguments.ts'
import { createKubeconfigs } from './cluster/kubeconfigs.ts'
import type { Kubeconfigs } from './cluster/kubeconfigs.ts'
import { makeClusterKeys, makeFrontProxy } from './cluster/keys.ts'
import type { ClusterKeys } from './cluster/keys.ts'
import { makeNetwork } from './cluster/network.ts'
import type { TestNetwork } from './cluster/network.ts'
import { Part } from './cluster/part.ts'
import { programPath } from './cluster/programs.ts'
import { readKubeconfig } from './kubeconfig.ts'
import { run } from './processes.ts'
import type { Finished } from './processes.ts'

export { whyNoCluster } from './cluster/programs.ts'

/** A control plane: the real etcd, kube-apiserver and kube-controller-manager, in a network of their own. */
export interface Cluster {
  readonly dir: string
  readonly network: TestNetwork
  readonly keys: ClusterKeys
  readonly server: string
  /** The kubeconfig of a member of system:masters. */
  readonly kubeconfig: string
  readonly kubeconfigs: Kubeconfigs
  readonly etcd: Part
  readonly apiserver: Part
  /** Not started with the rest. */
  readonly controllerManager: Part
  kubectl(...args: readonly string[]): Promise<Finished>
  kubectlWith(options: KubectlOptions & { readonly kubeconfig?: string }, ...args: readonly string[]): Promise<Finished>
  /** A client of kube-apiserver; without credentials it is the admin's. The caller closes it. */
  connect(credentials?: Credentials): Client
  /** The kubeconfig of a service account, whose token is good for an hour. */
  serviceAccount(namespace: string, name: string): Promise<string>
  /** Gives the aggregator another CA and certificate; kube-apiserver starts again with them. */
  changeFrontProxy(): Promise<void>
}

export interface ClusterOptions {
  readonly apiserverFlags?: readonly string[]
}

/** Starts etcd and kube-apiserver, and ends them with the test. Ask `whyNoCluster` first. */
export async function startCluster(t: Teardown, { apiserverFlags = [] }: ClusterOptions = {}): Promise<Cluster> {
  const dir = stateDirFor(t)
  const network = await makeNetwork(t)
  const keys = await makeClusterKeys(makeDir(join(dir, 'keys')), network.address)
  const server = `https://${network.address}:${ports.api}`
  const kubeconfigs = createKubeconfigs({ keys, server })
  const parts = await createParts({ t, dir, network, keys, kubeconfigs, apiserverFlags })
  await parts.etcd.start()
  await parts.apiserver.start()
  const kubeconfig = await kubeconfigs.forUser({ name: 'cluster-admin', groups: ['system:masters'] })
  const cluster = { dir, network, keys, server, kubeconfig, kubeconfigs, ...parts }
  return {
    ...cluster,
    ...commands(cluster),
    connect: (as) => connect(cluster, as),
    changeFrontProxy: () => changeFrontProxy(cluster),
  }
}

function makeDir(dir: string): string {
  mkdirSync(dir, { mode: 0o700 })
  return dir
}

interface PartsOptions {
  readonly t: Teardown
  readonly dir: string
  readonly network: TestNetwork
  readonly keys: ClusterKeys
  readonly kubeconfigs: Kubeconfigs
  readonly apiserverFlags: readonly string[]
}

type Parts = Pick<Cluster, 'etcd' | 'apiserver' | 'controllerManager'>

async function createParts({ t, dir, network, keys, kubeconfigs, apiserverFlags }: PartsOptions): Promise<Parts> {
  const options = { dir, keys, address: network.address }
  const part = (name: Parameters<typeof programPath>[0], args: readonly string[], isReady: () => Promise<boolean>) =>
    new Part(t, {
      command: [...network.wrapper, programPath(name), ...args],
      logPath: join(dir, `${name}.log`),
      isReady,
    })
  const manager = await kubeconfigs.forUser({ name: 'system:kube-controller-manager' })
  return {
    etcd: part('etcd', etcdArguments(options), async () => true),
    apiserver: part('kube-apiserver', [...apiserverArguments(options), ...apiserverFlags], () =>
      isReady(keys, network),
    ),
    controllerManager: part('kube-controller-manager', controllerManagerArguments(options, manager), async () => true),
  }
}

function isReady(keys: ClusterKeys, { address }: TestNetwork): Promise<boolean> {
  const options = { host: address, port: ports.api, path: '/readyz', ca: keys.ca.certificatePem, agent: false }
  return new Promise((resolve) => {
    const asked = request({ ...options, timeout: 2000 }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    asked.on('timeout', () => asked.destroy())
    asked.on('error', () => resolve(false))
    asked.end()
  })
}

function connect(
  { keys, kubeconfig, network }: Pick<Cluster, 'keys' | 'kubeconfig' | 'network'>,
  as?: Credentials,
): Client {
  const { cert, key } = readKubeconfig(kubeconfig)
  const credentials = as ?? { cert: cert.toString(), key: key.toString() }
  return createClient({ host: network.address, port: ports.api, ca: keys.ca.certificatePem, credentials })
}

type Commands = Pick<Cluster, 'kubectl' | 'kubectlWith' | 'serviceAccount'>

function commands({ kubeconfig, kubeconfigs }: Pick<Cluster, 'kubeconfig' | 'kubeconfigs'>): Commands {
  const kubectlWith: Cluster['kubectlWith'] = (options, ...args) => {
    const { binary = 'kubectl', env, kubeconfig: other = kubeconfig, ...rest } = options
    return run([binary, ...args], { env: { ...process.env, ...env, KUBECONFIG: other }, ...rest })
  }
  return {
    kubectlWith,
    kubectl: (...args) => kubectlWith({}, ...args),
    serviceAccount: async (namespace, name) => {
      const { stdout } = await succeed(kubectlWith({}, 'create', 'token', name, '-n', namespace))
      return kubeconfigs.forToken(`${namespace}-${name}`, stdout.toString().trim())
    },
  }
}

async function changeFrontProxy({ keys, apiserver }: Pick<Cluster, 'keys' | 'apiserver'>): Promise<void> {
  await makeFrontProxy({ dir: keys.path('.'), caDir: `front-proxy-ca-${Date.now()}` })
  await apiserver.stop()
  await apiserver.start()
}
