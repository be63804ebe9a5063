import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Agent } from 'node:http'
import { isIPv6 } from 'node:net'
import { join } from 'node:path'

/** How kube-apiserver is reached, and as whom. */
export interface ClusterAccess {
  readonly server: URL
  /** What to present now: tokens and certificates change while the server runs. */
  credentials(): Promise<Credentials>
  /** kube-apiserver refused them: they are not to be used again. */
  forget(): void
}

export interface Credentials {
  readonly headers: Readonly<Record<string, string>>
  readonly tls: ClusterTls
  /** Through a proxy; it has the credentials for TLS in it. */
  readonly agent?: Agent
}

/** Options of `node:tls`, as PEM where they are that. */
export interface ClusterTls {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  readonly servername?: string
  /** False where a kubeconfig says so. */
  readonly rejectUnauthorized?: boolean
}

interface RememberOptions {
  readonly forMs: number
  /** Milliseconds, from a clock that never goes back. */
  readonly now: () => number
}

/** Reads credentials again when they are older than `forMs`, or were refused; callers at the same time share one reading. */
export function rememberCredentials(
  read: () => Promise<Credentials>,
  { forMs, now }: RememberOptions,
): Pick<ClusterAccess, 'credentials' | 'forget'> {
  let known: { readonly reading: Promise<Credentials>; readonly untilMs: number } | undefined
  const forget = (): void => {
    known = undefined
  }
  return {
    forget,
    credentials: () => {
      if (known !== undefined && now() < known.untilMs) return known.reading
      const reading = read()
      const current = { reading, untilMs: now() + forMs }
      known = current
      reading.catch(() => {
        if (known === current) forget()
      })
      return reading
    },
  }
}

/** Where Kubernetes mounts a pod's service account. */
const accountDir = '/var/run/secrets/kubernetes.io/serviceaccount'
/** The kubelet renews a token long before it ends; client-go reads it every minute. */
const tokenMs = 10_000

interface InClusterOptions {
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
