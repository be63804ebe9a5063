import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rememberCredentials } from './access.ts'
import type { ClusterAccess } from './access.ts'
import { isIPv6 } from 'node:net'

/** Where Kubernetes mounts a pod's service account. */
const accountDir = '/var/run/secrets/kubernetes.io/serviceaccount'
/** The kubelet renews a token long before it ends; client-go reads it every minute. */
const tokenMs = 10_000

export interface InClusterOptions {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly dir?: string
}

/** Whether this process runs in a pod with a service account. */
export function isInCluster({ env = process.env, dir = accountDir }: InClusterOptions = {}): boolean {
  return Boolean(env['KUBERNETES_SERVICE_HOST']) && existsSync(join(dir, 'token'))
}

/** The cluster in whose pod this process runs, as the pod's service account. Throws an Error where there is none. */
export function openInCluster({ env = process.env, dir = accountDir }: InClusterOptions = {}): ClusterAccess {
  const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '443' } = env
  if (host === '') throw new Error('KUBERNETES_SERVICE_HOST is not set: this is no pod of a cluster; give --kubeconfig')
  const read = async () => {
    const [ca, token] = await Promise.all(['ca.crt', 'token'].map((name) => readFile(join(dir, name), 'utf8')))
    return { headers: { authorization: `Bearer ${(token ?? '').trim()}` }, tls: { ca: ca ?? '' } }
  }
  return {
    server: new URL(`https://${isIPv6(host) ? `[${host}]` : host}:${port}`),
    ...rememberCredentials(read, { forMs: tokenMs, now: () => performance.now() }),
  }
}
