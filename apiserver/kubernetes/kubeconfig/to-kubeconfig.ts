import { stringify } from 'yaml'

export interface KubeconfigOptions {
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
