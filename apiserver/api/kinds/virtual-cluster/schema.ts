import { Type } from 'typebox'
import type { Static } from 'typebox'
import { objectMetaSchema, typeMetaProperties } from '../../kind/object-meta.ts'
import type { ResourceInfo } from '../../meta/resource-info.ts'

export const virtualClusterInfo: ResourceInfo = {
  group: 'aranya.arhat.dev',
  version: 'v1alpha1',
  kind: 'VirtualCluster',
  listKind: 'VirtualClusterList',
  resource: 'virtualclusters',
  singular: 'virtualcluster',
  namespaced: true,
  shortNames: ['vc'],
  categories: [],
}

/** The one that every namespace has. */
export const virtualClusterName = 'default'

export const virtualClusterSchema = Type.Object(
  { ...typeMetaProperties, metadata: objectMetaSchema },
  {
    description:
      'VirtualCluster is the devices of a namespace seen as a cluster: below its subresource proxy, virtual pods are pods ' +
      'and devices are nodes. Each namespace has one, called default.',
  },
)

export type VirtualCluster = Static<typeof virtualClusterSchema>
