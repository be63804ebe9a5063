import { Type } from 'typebox'
import type { KubeObject } from '../../meta/object.ts'
import { objectMetaSchema, typeMetaProperties } from '../../kind/object-meta.ts'
import type { ResourceInfo } from '../../meta/resource-info.ts'
import { mapOf, reference } from '../../schema/schema.ts'
import type { LabelSelectorObject } from '../../selectors/label-selector-object.ts'
import { rbacGroup, rbacPackage, rulesSchema } from './policy-rule.ts'
import type { PolicyRule } from './policy-rule.ts'

export const roleInfo: ResourceInfo = {
  group: rbacGroup,
  version: 'v1',
  kind: 'Role',
  listKind: 'RoleList',
  resource: 'roles',
  singular: 'role',
  namespaced: true,
  shortNames: [],
  categories: [],
}

export const clusterRoleInfo: ResourceInfo = {
  ...roleInfo,
  kind: 'ClusterRole',
  listKind: 'ClusterRoleList',
  resource: 'clusterroles',
  singular: 'clusterrole',
  namespaced: false,
}

/** A Role or a ClusterRole as it is stored. */
export interface RoleObject extends KubeObject {
  rules?: readonly PolicyRule[]
  /** Of ClusterRoles alone. */
  aggregationRule?: AggregationRule
}

export interface AggregationRule {
  readonly clusterRoleSelectors?: readonly LabelSelectorObject[]
}

export const roleSchema = Type.Object(
  { ...typeMetaProperties, metadata: objectMetaSchema, rules: rulesSchema },
  { description: 'Role is a list of permissions within its namespace. Somebody has them through a RoleBinding.' },
)

const requirementSchema = Type.Object(
  {
    key: Type.String({ description: 'The key of the label.' }),
    operator: Type.String({ description: 'In, NotIn, Exists or DoesNotExist.' }),
    values: Type.Optional(
      Type.Array(Type.String(), {
        description: 'The values, for In and NotIn.',
        'x-kubernetes-list-type': 'atomic',
      }),
    ),
  },
  {
    description: 'One demand on the labels.',
    [reference]: 'io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelectorRequirement',
  },
)

const labelSelectorSchema = Type.Object(
  {
    matchLabels: Type.Optional(mapOf(Type.String(), { description: 'Labels that the object must have.' })),
    matchExpressions: Type.Optional(
      Type.Array(requirementSchema, {
        description: 'Demands on the labels, all of which must be met.',
        'x-kubernetes-list-type': 'atomic',
      }),
    ),
  },
  {
    description: 'Selects by labels. An empty one selects everything.',
    'x-kubernetes-map-type': 'atomic',
    [reference]: 'io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector',
  },
)

const aggregationRuleSchema = Type.Object(
  {
    clusterRoleSelectors: Type.Optional(
      Type.Array(labelSelectorSchema, {
        description: 'Which ClusterRoles are taken: those that one of the selectors selects.',
        'x-kubernetes-list-type': 'atomic',
      }),
    ),
  },
  {
    description: 'Says from which other ClusterRoles the rules come.',
    [reference]: `${rbacPackage}.AggregationRule`,
  },
)

export const clusterRoleSchema = Type.Object(
  {
    ...typeMetaProperties,
    metadata: objectMetaSchema,
    rules: rulesSchema,
    aggregationRule: Type.Optional(aggregationRuleSchema),
  },
  {
    description:
      'ClusterRole is a list of permissions that a RoleBinding grants in one namespace, or a ClusterRoleBinding everywhere. ' +
      'With an aggregationRule, the server fills in the rules.',
  },
)
