import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { succeed } from '../aranya.ts'
import { run } from '../processes.ts'
import { repositoryRoot } from '../repository.ts'
import type { Container } from './kubelet.ts'

/** What a cluster's operator applies. */
export const manifestsDir = join(repositoryRoot, 'manifests/base')

/** The StatefulSet of the manifests. */
export interface ServerSet {
  readonly metadata: { readonly name: string; readonly namespace: string }
  readonly spec: {
    readonly template: {
      readonly spec: { readonly serviceAccountName: string; readonly containers: readonly [Container] }
    }
  }
}

/** Reads it as `kubectl apply -k` sends it. */
export async function readServerSet(): Promise<ServerSet> {
  const { stdout } = await succeed(run(['kubectl', 'kustomize', manifestsDir]))
  const objects = parseAllDocuments(stdout.toString()).map((document): unknown => document.toJS())
  const found = objects.find((object) => (object as { kind?: string } | null)?.kind === 'StatefulSet')
  if (!found) throw new Error('manifests/base has no StatefulSet')
  return found as ServerSet
}
