import { Type } from 'typebox'
import { reference } from '../../schema/schema.ts'

export const rbacGroup = 'rbac.authorization.k8s.io'
/** How OpenAPI calls what is in this group. */
export const rbacPackage = 'io.k8s.api.rbac.v1'

/** What a rule allows, as it is on the wire. Lists that are missing are empty. */
export interface PolicyRule {
  verbs?: readonly string[]
  apiGroups?: readonly string[]
  resources?: readonly string[]
  resourceNames?: readonly string[]
  nonResourceURLs?: readonly string[]
}

const texts = (description: string) =>
  Type.Optional(Type.Array(Type.String(), { description, 'x-kubernetes-list-type': 'atomic' }))

const policyRuleSchema = Type.Unsafe<PolicyRule>(
  Type.Object(
    {
      verbs: Type.Array(Type.String(), {
        description: 'What may be done, such as get or create. "*" is everything.',
        'x-kubernetes-list-type': 'atomic',
      }),
      apiGroups: texts('The API groups of the resources. "" is the core group, "*" all groups.'),
      resources: texts(
        'What it may be done to: "virtualpods" are the objects, "virtualpods/exec" is a subresource of them, "*/exec" is this ' +
          'subresource of all resources, "*" is everything.',
      ),
      resourceNames: texts('The names of the objects. Without any, all are meant.'),
      nonResourceURLs: texts(
        'Paths that are no resources, such as /metrics; a "*" at the end stands for the rest. Only for ClusterRoles that a ' +
          'ClusterRoleBinding binds, and not beside resources.',
      ),
    },
    { description: 'One permission: what may be done to what.', [reference]: `${rbacPackage}.PolicyRule` },
  ),
)

/** `rules` of Roles and ClusterRoles. */
export const rulesSchema = Type.Optional(
  Type.Array(policyRuleSchema, {
    default: [],
    description: 'The permissions. They only add up: nothing can be forbidden.',
    'x-kubernetes-list-type': 'atomic',
  }),
)
