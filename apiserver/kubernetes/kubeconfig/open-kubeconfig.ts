import { readFile } from 'node:fs/promises'
import type { Agent, RequestOptions } from 'node:https'
import { dirname, resolve } from 'node:path'
import type { KubeConfig } from '@kubernetes/client-node'
import { parse as parseYaml } from 'yaml'
import { rememberCredentials } from '../client/access.ts'
import type { ClusterAccess, ClusterTls, Credentials } from '../client/access.ts'

/** Files that a kubeconfig names, and the tokens of its exec plugins, are looked at so often; the plugins' answers last longer. */
const credentialsMs = 10_000

/**
 * The cluster of a kubeconfig's current context. @kubernetes/client-node reads it, and knows exec plugins, token files and
 * proxies; it is loaded only here, because it costs seconds and 80 MB. Throws an Error that names the file.
 */
export async function openKubeconfig(path: string): Promise<ClusterAccess> {
  const config = await loadKubeconfig(path)
  const cluster = config.getCurrentCluster()
  if (!cluster) throw new Error(`--kubeconfig ${path}: its current context names no cluster`)
  const server = parseServer(path, cluster.server)
  const tokenFile = await findTokenFile(path, config.getCurrentUser()?.name)
  const read = () => readCredentials(config, { proxied: Boolean(cluster.proxyUrl), tokenFile })
  return { server, ...rememberCredentials(read, { forMs: credentialsMs, now: () => performance.now() }) }
}

async function loadKubeconfig(path: string): Promise<KubeConfig> {
  const library = await import('@kubernetes/client-node')
  const config = new library.KubeConfig()
  try {
    config.loadFromFile(path)
  } catch (cause) {
    const [line = ''] = (cause as Error).message.split('\n')
    throw new Error(`--kubeconfig ${path}: ${line}`, { cause })
  }
  return config
}

function parseServer(path: string, text: string): URL {
  const server = URL.canParse(text) ? new URL(text) : undefined
  if (server?.protocol !== 'https:') throw new Error(`--kubeconfig ${path}: ${text} is not an https URL`)
  return server
}

interface KubeconfigDocument {
  readonly users?: readonly { readonly name?: string; readonly user?: { readonly tokenFile?: string } | null }[]
}

/** The library knows the field under a name that it had before Kubernetes 1.0. */
async function findTokenFile(path: string, userName: string | undefined): Promise<string | undefined> {
  const document = parseYaml(await readFile(path, 'utf8')) as KubeconfigDocument
  const file = document.users?.find(({ name }) => name === userName)?.user?.tokenFile
  return file === undefined ? undefined : resolve(dirname(path), file)
}

interface UserOptions {
  readonly proxied: boolean
  readonly tokenFile: string | undefined
}

async function readCredentials(config: KubeConfig, { proxied, tokenFile }: UserOptions): Promise<Credentials> {
  const options: RequestOptions = {}
  await config.applyToHTTPSOptions(options)
  const headers = { ...(options.headers as Record<string, string> | undefined) }
  if (options.auth) headers['Authorization'] = `Basic ${Buffer.from(options.auth).toString('base64')}`
  if (tokenFile !== undefined) headers['Authorization'] = `Bearer ${(await readFile(tokenFile, 'utf8')).trim()}`
  return { headers, tls: toTls(options), ...(proxied && { agent: options.agent as Agent }) }
}

function toTls({ ca, cert, key, servername, rejectUnauthorized }: RequestOptions): ClusterTls {
  return {
    ...toPem('ca', ca),
    ...toPem('cert', cert),
    ...toPem('key', key),
    ...(servername !== undefined && { servername }),
    ...(rejectUnauthorized !== undefined && { rejectUnauthorized }),
  }
}

/** The library has read files into buffers. */
function toPem(name: 'ca' | 'cert' | 'key', value: unknown): ClusterTls {
  if (Buffer.isBuffer(value)) return { [name]: value.toString() }
  return typeof value === 'string' ? { [name]: value } : {}
}
