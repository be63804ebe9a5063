import { Type } from 'typebox'
import type { Static } from 'typebox'
import { conditionsSchema, objectMetaSchema, typeMetaProperties } from '../../kind/object-meta.ts'
import { oneOf, reference } from '../../schema/schema.ts'
import type { ResourceInfo } from '../../meta/resource-info.ts'

export const namespaceInfo: ResourceInfo = {
  group: '',
  version: 'v1',
  kind: 'Namespace',
  listKind: 'NamespaceList',
  resource: 'namespaces',
  singular: 'namespace',
  namespaced: false,
  shortNames: ['ns'],
  categories: [],
}

const specSchema = Type.Object(
  {
    finalizers: Type.Optional(
      Type.Array(Type.String({ maxLength: 316 }), {
        maxItems: 100,
        'x-kubernetes-list-type': 'atomic',
        description: 'Who must empty the namespace before it goes.',
      }),
    ),
  },
  { default: {}, description: 'What is wanted of the namespace.', [reference]: 'io.k8s.api.core.v1.NamespaceSpec' },
)

const statusSchema = Type.Object(
  {
    phase: oneOf(['Active', 'Terminating'], {
      default: 'Active',
      description: 'Active, or Terminating while it is emptied before it goes.',
    }),
    conditions: Type.Optional(conditionsSchema),
  },
  { default: {}, description: 'The state of the namespace.', [reference]: 'io.k8s.api.core.v1.NamespaceStatus' },
)

export const namespaceSchema = Type.Object(
  { ...typeMetaProperties, metadata: objectMetaSchema, spec: specSchema, status: statusSchema },
  { description: 'Namespace is a space for names: objects in different namespaces do not meet.' },
)

/** A Namespace as it is stored: defaults applied. */
export type Namespace = Static<typeof namespaceSchema>
