import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { kubectls, succeed } from '../support/aranya.ts'
import { minorVersion } from '../support/kubectl-version.ts'
import { run } from '../support/processes.ts'
import { repositoryRoot } from '../support/repository.ts'

/** An object of the manifests; the tests know what they look for. */
export interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Record<string, string> }
  readonly spec?: Record<string, unknown>
  readonly [field: string]: unknown
}

export const overlays: readonly string[] = ['external', 'ingress', 'load-balancer', 'node-port']

/** Those that know directories as resources, which kustomize 2.0.3 in kubectl before 1.21 does not; the oldest first. */
export async function kubectlsForOverlays(): Promise<readonly string[]> {
  const minors = await Promise.all(kubectls().map(minorVersion))
  const known = kubectls().map((binary, index) => ({ binary, minor: minors[index] ?? 0 }))
  const suitable = known.filter(({ minor }) => minor >= 21).toSorted((a, b) => a.minor - b.minor)
  return suitable.map(({ binary }) => binary)
}

/** What `kubectl apply -k manifests/DIR` applies, sorted. */
export async function render(dir: string, kubectl: string): Promise<readonly Manifest[]> {
  const { stdout } = await succeed(run([kubectl, 'kustomize', join(repositoryRoot, 'manifests', dir)]))
  const objects = parseAllDocuments(stdout.toString()).map((document) => document.toJS() as Manifest)
  return objects.toSorted((a, b) => idOf(a).localeCompare(idOf(b)))
}

export function idOf({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.namespace ?? ''}/${metadata.name}`
}

/** The object of this kind and name; throws where there is none. */
export function pick(objects: readonly Manifest[], kind: string, name: string): Manifest {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name)
  if (!found) throw new Error(`no ${kind} ${name} in the manifests`)
  return found
}
