import { join } from 'node:path'
import { succeed } from '../aranya.ts'
import type { Cluster } from '../cluster.ts'
import { run } from '../processes.ts'
import { repositoryRoot } from '../repository.ts'

/** The user's kubeconfig for a namespace's virtual cluster, as `aranya kubeconfig` makes it from that of the cluster. */
export async function enterNamespace(cluster: Cluster, user: string, namespace = 'default'): Promise<string> {
  const source = await cluster.kubeconfigs.forUser({ name: user })
  const main = join(repositoryRoot, 'dist/apiserver/main.js')
  const path = join(cluster.dir, `${user}.${namespace}.kubeconfig`)
  const args = ['kubeconfig', '--namespace', namespace, '--kubeconfig', source, '--output', path]
  await succeed(run([process.execPath, main, ...args]))
  return path
}

/** The path of the API of a namespace's virtual cluster. */
export function virtualClusterPath(namespace: string): string {
  return `/apis/aranya.arhat.dev/v1alpha1/namespaces/${namespace}/virtualclusters/default/proxy`
}
