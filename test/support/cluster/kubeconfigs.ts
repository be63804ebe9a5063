import { writeFileSync } from 'node:fs'
import type { ClusterKeys } from './keys.ts'

export interface User {
  readonly name: string
  readonly groups?: readonly string[]
}

/** Writes kubeconfigs of a cluster into its directory, and returns their paths. */
export interface Kubeconfigs {
  /** For a user with a client certificate of the cluster's CA. */
  forUser(user: User): Promise<string>
  forToken(name: string, token: string): string
}

export function createKubeconfigs({
  keys,
  server,
}: {
  readonly keys: ClusterKeys
  readonly server: string
}): Kubeconfigs {
  const write = (name: string, user: object): string => {
    const path = keys.path(`${name.replaceAll(/[^a-z0-9-]/g, '-')}.kubeconfig`)
    writeFileSync(path, toKubeconfig({ server, ca: keys.ca.certificatePem, user }), { mode: 0o600 })
    return path
  }
  return {
    forUser: async ({ name, groups = [] }) => {
      const issued = await keys.ca.issueClient({ commonName: name, organizations: groups, days: 1 })
      const data = { 'client-certificate-data': base64(issued.chainPem), 'client-key-data': base64(issued.keyPem) }
      return write(name, data)
    },
    forToken: (name, token) => write(name, { token }),
  }
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

function toKubeconfig({
  server,
  ca,
  user,
}: {
  readonly server: string
  readonly ca: string
  readonly user: object
}): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'cluster', cluster: { server, 'certificate-authority-data': base64(ca) } }],
    users: [{ name: 'user', user }],
    contexts: [{ name: 'cluster', context: { cluster: 'cluster', user: 'user', namespace: 'default' } }],
    'current-context': 'cluster',
  })
}
