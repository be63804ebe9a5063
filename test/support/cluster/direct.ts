import { X509Certificate } from 'node:crypto'
import { createClient } from '../../apiserver/http/support/client.ts'
import type { Client, Credentials } from '../../apiserver/http/support/client.ts'
import { succeed } from '../aranya.ts'
import type { Teardown } from '../aranya.ts'
import type { Cluster } from '../cluster.ts'
import { apiServiceName } from './installed.ts'
import type { Installed } from './installed.ts'

/** Clients that go past kube-apiserver, to the server's own port, as an attacker within the network would. */
export interface Direct {
  readonly to: { readonly host: string; readonly port: number; readonly servername: string; readonly ca: string }
  connect(credentials?: Credentials): Client
}

/** Trusts what kube-apiserver trusts. */
export async function reachDirectly(t: Teardown, cluster: Cluster, aranya: Installed): Promise<Direct> {
  const { stdout } = await succeed(cluster.kubectl('get', 'apiservice', apiServiceName, '-o=jsonpath={.spec.caBundle}'))
  const ca = Buffer.from(stdout.toString(), 'base64').toString()
  new X509Certificate(ca)
  const { name, namespace } = aranya.set.metadata
  const to = { host: aranya.address, port: aranya.port, servername: `${name}.${namespace}.svc`, ca }
  return {
    to,
    connect: (credentials) => {
      const client = createClient({ ...to, ...(credentials && { credentials }) })
      t.teardown(() => client.close())
      return client
    },
  }
}
