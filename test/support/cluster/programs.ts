import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { canMakeNetwork } from './network.ts'

const names = ['etcd', 'kube-apiserver', 'kube-controller-manager'] as const

/** Where the programs of a control plane are: a directory, as other projects' tests name it too. */
const directory = process.env['KUBEBUILDER_ASSETS'] ?? '/usr/local/kubebuilder/bin'

export const programPath = (name: (typeof names)[number]): string => join(directory, name)

/**
 * Why no cluster can be had here, for tap's `skip`; `false` when one can. They are programs that no package brings: who
 * wants these tests puts them into $KUBEBUILDER_ASSETS.
 */
export async function whyNoCluster(): Promise<string | false> {
  const missing = names.filter((name) => !isExecutable(programPath(name)))
  if (missing.length > 0) return `needs ${missing.join(', ')} in ${directory}`
  return (await canMakeNetwork()) ? false : 'needs ip netns, and root'
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
