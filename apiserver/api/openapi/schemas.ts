import { joinTokenSchema } from '../kinds/join-token/schema.ts'
import { edgeDeviceKind, namespaceKind, nodeKind, podKind, virtualClusterKind, virtualPodKind } from '../kinds.ts'
import { rbacKinds } from '../kinds/rbac/kinds.ts'
import { reviewKinds } from '../kinds/review/kinds.ts'
import { structural } from '../schema/schema.ts'
import type { StructuralSchema } from '../schema/schema.ts'
import type { GroupVersionKind } from './resource.ts'

const joinToken = { group: 'aranya.arhat.dev', version: 'v1alpha1', kind: 'JoinToken' }

/** The schema of a kind of ours; undefined for kinds that have none, such as PodExecOptions. */
export function findSchema(gvk: GroupVersionKind): StructuralSchema | undefined {
  const kinds = [edgeDeviceKind, virtualPodKind, virtualClusterKind, namespaceKind, podKind, nodeKind, ...rbacKinds]
  const found = [...kinds, ...reviewKinds].find(({ info }) => isSame(info, gvk))
  return found?.schema ?? (isSame(joinToken, gvk) ? structural(joinTokenSchema) : undefined)
}

/** The definition's name: the group reversed, as in Java packages; Kubernetes' own packages for its own groups. */
export function definitionName({ group, version, kind }: GroupVersionKind): string {
  return `${packageOf(group)}.${version}.${kind}`
}

function packageOf(group: string): string {
  if (group === '') return 'io.k8s.api.core'
  const [first] = group.split('.', 1)
  return group.endsWith('.k8s.io') ? `io.k8s.api.${first}` : group.split('.').reverse().join('.')
}

function isSame(a: GroupVersionKind, b: GroupVersionKind): boolean {
  return a.kind === b.kind && a.group === b.group && a.version === b.version
}
