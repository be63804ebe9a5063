import { isJsonObject } from '../../api/json/json.ts'
import { homedir } from 'node:os'
import { delimiter, dirname, join, resolve, sep } from 'node:path'
import { parse, stringify } from 'yaml'
import { virtualClusterInfo, virtualClusterName } from '../../api/kinds/virtual-cluster/schema.ts'
import { readIfThere } from '../../pki/key-files.ts'

/** What of it we know; all other fields are kept as they are. Paths are absolute. */
interface Kubeconfig {
  /** The files that it was read from, for error messages. */
  readonly files: readonly string[]
  readonly currentContext: string | undefined
  readonly contexts: ReadonlyMap<string, Fields>
  readonly clusters: ReadonlyMap<string, Fields>
  readonly users: ReadonlyMap<string, Fields>
}

type Fields = Readonly<Record<string, unknown>>

interface KubeconfigSource {
  /** What `--kubeconfig` names: this file alone, which must be there. */
  readonly file: string | undefined
  readonly env: NodeJS.ProcessEnv
}

/**
 * Reads what kubectl would: one file, else those of `KUBECONFIG`, else `~/.kube/config`; of a name in several files, the
 * first counts (k8s.io/client-go/tools/clientcmd/loader.go). Throws an Error that names the file and what is wrong.
 */
export async function readKubeconfig({ file, env }: KubeconfigSource): Promise<Kubeconfig> {
  const candidates = file === undefined ? defaultFiles(env) : [resolve(file)]
  const texts = await Promise.all(candidates.map(async (path) => ({ path, text: await readIfThere(path) })))
  const found = texts.flatMap(({ path, text }) =>
    text === undefined ? [] : [{ path, document: parseFile(path, text) }],
  )
  if (found.length === 0)
    throw new Error(`there is no kubeconfig at ${candidates.join(', ')}: name one with --kubeconfig`)
  const named = (list: string, item: string, toFields: (fields: Fields, path: string) => Fields) =>
    new Map(
      found
        .toReversed()
        .flatMap(({ path, document }) =>
          itemsOf(document[list], { path, list, item }).map(
            ([name, fields]) => [name, toFields(fields, path)] as const,
          ),
        ),
    )
  return {
    files: found.map(({ path }) => path),
    currentContext: found.map(({ document }) => document['current-context']).find(isName),
    contexts: named('contexts', 'context', (fields) => fields),
    clusters: named('clusters', 'cluster', (fields, path) => withAbsolutePaths(fields, clusterPaths, path)),
    users: named('users', 'user', (fields, path) =>
      withAbsoluteCommand(withAbsolutePaths(fields, userPaths, path), path),
    ),
  }
}

const clusterPaths = ['certificate-authority']
const userPaths = ['client-certificate', 'client-key', 'tokenFile']

function defaultFiles({ KUBECONFIG = '' }: NodeJS.ProcessEnv): readonly string[] {
  const given = KUBECONFIG.split(delimiter).filter((path) => path !== '')
  return given.length === 0 ? [join(homedir(), '.kube', 'config')] : [...new Set(given)].map((path) => resolve(path))
}

function parseFile(path: string, text: string): Fields {
  const document = tryParse(path, text) ?? {}
  if (!isJsonObject(document)) throw new Error(`${path} is no kubeconfig: it is not a map`)
  return document
}

function tryParse(path: string, text: string): unknown {
  try {
    return parse(text)
  } catch (cause) {
    throw new Error(`${path} is no kubeconfig: ${(cause as Error).message.split('\n')[0]}`, { cause })
  }
}

interface Place {
  readonly path: string
  readonly list: string
  readonly item: string
}

function itemsOf(value: unknown, { path, list, item }: Place): readonly (readonly [string, Fields])[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw new Error(`${path} is no kubeconfig: ${list} is not a list`)
  return value.toReversed().map((entry: unknown) => {
    const fields = isJsonObject(entry) ? (entry[item] ?? {}) : undefined
    const name = isJsonObject(entry) ? entry['name'] : undefined
    if (!isName(name) || !isJsonObject(fields))
      throw new Error(`${path} is no kubeconfig: ${list} has an entry without a name`)
    return [name, fields] as const
  })
}

function withAbsolutePaths(fields: Fields, keys: readonly string[], file: string): Fields {
  const paths = keys.flatMap((key) => {
    const path = fields[key]
    return isName(path) ? [[key, resolve(dirname(file), path)] as const] : []
  })
  return { ...fields, ...Object.fromEntries(paths) }
}

/** A command without a slash is looked for in PATH. */
function withAbsoluteCommand(user: Fields, file: string): Fields {
  const { exec } = user
  if (!isJsonObject(exec) || !isName(exec['command']) || !exec['command'].includes(sep)) return user
  return { ...user, exec: withAbsolutePaths(exec, ['command'], file) }
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

interface Entrance {
  readonly namespace: string
  /** Default: the current one. */
  readonly context: string | undefined
}

/**
 * The text of a kubeconfig with one context, NAMESPACE@CONTEXT, that leads into the virtual cluster of a namespace: the server
 * of the context and all by which it is reached, the user with all credentials, and the path. Throws an Error that says what
 * is missing.
 */
export function enterVirtualCluster(kubeconfig: Kubeconfig, { namespace, context: wanted }: Entrance): string {
  const source = wanted ?? kubeconfig.currentContext
  if (source === undefined) throw new Error(`${where(kubeconfig)} has no current context: name one with --context`)
  const context = find(kubeconfig, 'context', source)
  const { cluster: clusterName, user: userName } = context
  const cluster = find(kubeconfig, 'cluster', clusterName)
  const hasUser = userName !== undefined && userName !== ''
  const name = `${namespace}@${source}`
  const made = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { ...cluster, server: toServer(cluster['server'], namespace, String(clusterName)) } }],
    users: hasUser ? [{ name: userName, user: find(kubeconfig, 'user', userName) }] : [],
    contexts: [{ name, context: { cluster: name, ...(hasUser && { user: userName }), namespace } }],
    'current-context': name,
  }
  // kubectl reads YAML 1.1, where a namespace called `no` must be quoted.
  return stringify(made, { version: '1.1' })
}

const pathOf = (namespace: string): string => {
  const { group, version, resource } = virtualClusterInfo
  return `/apis/${group}/${version}/namespaces/${namespace}/${resource}/${virtualClusterName}/proxy`
}

const insideOne = new RegExp(`${pathOf('[^/]+').replaceAll('.', String.raw`\.`)}$`)

/** The context may lead into a virtual cluster already; then the path is replaced. */
function toServer(server: unknown, namespace: string, cluster: string): string {
  if (typeof server !== 'string' || !/^https?:\/\/[^/?#]+[^?#]*$/.test(server)) {
    throw new Error(
      `the server of cluster ${cluster} is no address such as https://example.com:6443: ${String(server)}`,
    )
  }
  return server.replace(/\/+$/, '').replace(insideOne, '') + pathOf(namespace)
}

const lists = { context: 'contexts', cluster: 'clusters', user: 'users' } as const

function find(kubeconfig: Kubeconfig, kind: keyof typeof lists, name: unknown): Fields {
  const all = kubeconfig[lists[kind]]
  const found = typeof name === 'string' ? all.get(name) : undefined
  if (found !== undefined) return found
  const known = all.size === 0 ? 'none' : [...all.keys()].toSorted().join(', ')
  throw new Error(`${where(kubeconfig)} has no ${kind} ${JSON.stringify(name ?? '')}; ${lists[kind]} there: ${known}`)
}

function where({ files }: Kubeconfig): string {
  return files.join(', ')
}

interface KubeconfigOptions {
  readonly server: string
  /** PEM. */
  readonly ca: string
  readonly cert: string
  readonly key: string
  readonly user: string
  /** Of the context. Default `default`. */
  readonly namespace?: string
}

/** A kubeconfig with one cluster, one user with a client certificate, and the context that joins them. */
export function toKubeconfig({ server, ca, cert, key, user, namespace = 'default' }: KubeconfigOptions): string {
  const base64 = (pem: string): string => Buffer.from(pem).toString('base64')
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'aranya', cluster: { server, 'certificate-authority-data': base64(ca) } }],
    users: [{ name: user, user: { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) } }],
    contexts: [{ name: 'aranya', context: { cluster: 'aranya', user, namespace } }],
    'current-context': 'aranya',
  })
}
