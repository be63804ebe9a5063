import { createHash } from 'node:crypto'
import { virtualClusterKind } from '../api/kinds.ts'
import type { KubeObject, ObjectMeta } from '../api/meta/object.ts'
import { everything } from '../api/selectors/selectors.ts'
import type { Selector } from '../api/selectors/selectors.ts'
import { virtualClusterInfo, virtualClusterName } from '../api/kinds/virtual-cluster/schema.ts'
import { apiVersionOf } from '../api/meta/resource-info.ts'
import { Projection } from './projection.ts'
import type { ProjectionSource } from './projection.ts'

/** The VirtualClusters: one in each namespace, as old as that. Get, list, watch; nobody makes or deletes one. */
export function createVirtualClusters(namespaces: ProjectionSource): Projection {
  return new Projection({
    view: virtualClusterKind,
    source: {
      get: ({ namespace = '' }, resourceVersion) => namespaces.get({ name: namespace }, resourceVersion),
      list: (query) => namespaces.list(toNamespaceQuery(query)),
      watch: (query, signal) => namespaces.watch(toNamespaceQuery(query), signal),
    },
    project: toVirtualCluster,
    toSourceKey: (key) => (key.name === virtualClusterName ? key : undefined),
  })
}

/** What is in a namespace is here the namespace of that name. */
function toNamespaceQuery<Query extends { readonly namespace?: string; readonly selector: Selector }>(
  query: Query,
): Omit<Query, 'namespace'> {
  const { namespace, ...rest } = query
  const { empty, matches, namespace: selected } = query.selector
  const name = namespace ?? selected
  if (name === undefined) return { ...rest, selector: empty ? everything : { empty, matches } }
  const selector = {
    empty: false,
    name,
    matches: (object: Readonly<KubeObject>) => object.metadata.name === name && matches(object),
  }
  return { ...rest, selector }
}

function toVirtualCluster({ metadata }: Readonly<KubeObject>): KubeObject {
  const { name: namespace, uid, creationTimestamp, resourceVersion } = metadata
  const own: ObjectMeta = {
    name: virtualClusterName,
    namespace,
    ...(uid !== undefined && { uid: toOwnUid(uid) }),
    ...(resourceVersion !== undefined && { resourceVersion }),
    ...(creationTimestamp !== undefined && { creationTimestamp }),
  }
  return { apiVersion: apiVersionOf(virtualClusterInfo), kind: virtualClusterInfo.kind, metadata: own }
}

/** Two objects never share a uid, but this one has to be the same for ever: RFC 9562 5.8, made from the namespace's. */
function toOwnUid(namespaceUid: string): string {
  const hash = createHash('sha256').update(`${virtualClusterInfo.resource}/${namespaceUid}`).digest('hex')
  const [, a, b, c, d, e] = /^(.{8})(.{4}).(.{3}).(.{3})(.{12})/.exec(hash) ?? []
  return `${a}-${b}-8${c}-8${d}-${e}`
}
