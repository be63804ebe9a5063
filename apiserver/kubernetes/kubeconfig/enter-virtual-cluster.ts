import { stringify } from 'yaml'
import { virtualClusterInfo, virtualClusterName } from '../../api/kinds/virtual-cluster/schema.ts'
import type { Fields, Kubeconfig } from './read-kubeconfig.ts'

export interface Entrance {
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
