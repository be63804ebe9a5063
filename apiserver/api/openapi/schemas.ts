import { joinTokenSchema } from '../join-token.ts'
import { edgeDeviceKind, namespaceKind, nodeKind, podKind, virtualClusterKind, virtualPodKind } from '../kinds.ts'
import { reviewKinds } from '../review/kinds.ts'
import { structural } from '../schema/schema.ts'
import type { StructuralSchema } from '../schema/schema.ts'
import type { GroupVersionKind } from './resource.ts'

const joinToken = { group: 'aranya.arhat.dev', version: 'v1alpha1', kind: 'JoinToken' }

/** The schema of a kind of ours; undefined for kinds that have none, such as PodExecOptions. */
export function findSchema(gvk: GroupVersionKind): StructuralSchema | undefined {
  const kinds = [edgeDeviceKind, virtualPodKind, virtualClusterKind, namespaceKind, podKind, nodeKind]
  const found = [...kinds, ...reviewKinds].find(({ info }) => isSame(info, gvk))
  return found?.schema ?? (isSame(joinToken, gvk) ? structural(joinTokenSchema) : undefined)
}

/** The definition's name: the group reversed, as in Java packages; Kubernetes' own package for the core group. */
export function definitionName({ group, version, kind }: GroupVersionKind): string {
  const prefix = group === '' ? 'io.k8s.api.core' : group.split('.').reverse().join('.')
  return `${prefix}.${version}.${kind}`
}

function isSame(a: GroupVersionKind, b: GroupVersionKind): boolean {
  return a.kind === b.kind && a.group === b.group && a.version === b.version
}
