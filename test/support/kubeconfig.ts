import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

export interface Credentials {
  readonly server: string
  readonly ca: Buffer
  readonly cert: Buffer
  readonly key: Buffer
}

/** The only cluster and user of a kubeconfig, whose user has a client certificate. */
export function readKubeconfig(path: string): Credentials {
  const { clusters, users } = parse(readFileSync(path, 'utf8')) as {
    clusters: [{ cluster: { server: string; 'certificate-authority-data': string } }]
    users: [{ user: { 'client-certificate-data': string; 'client-key-data': string } }]
  }
  const { cluster } = clusters[0]
  const { user } = users[0]
  return {
    server: cluster.server,
    ca: Buffer.from(cluster['certificate-authority-data'], 'base64'),
    cert: Buffer.from(user['client-certificate-data'], 'base64'),
    key: Buffer.from(user['client-key-data'], 'base64'),
  }
}
