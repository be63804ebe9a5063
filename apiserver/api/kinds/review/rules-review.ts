import { Type } from 'typebox'
import type { Static } from 'typebox'
import { objectMetaSchema, typeMetaProperties } from '../../kind/object-meta.ts'
import { reference } from '../../schema/schema.ts'
import { authorizationPackage, textsOf } from './attributes.ts'

const resourceRuleSchema = Type.Object(
  {
    verbs: textsOf('What may be done. "*" is everything.'),
    apiGroups: Type.Optional(textsOf('The API groups of the resources. "*" is all groups.')),
    resources: Type.Optional(textsOf('The resources and subresources. "*" is everything.')),
    resourceNames: Type.Optional(textsOf('The names of the objects. Without any, all are meant.')),
  },
  { description: 'What may be done to resources.', [reference]: `${authorizationPackage}.v1.ResourceRule` },
)

const nonResourceRuleSchema = Type.Object(
  {
    verbs: textsOf('What may be done. "*" is everything.'),
    nonResourceURLs: Type.Optional(textsOf('The paths. A "*" at the end stands for the rest.')),
  },
  { description: 'What may be done to paths.', [reference]: `${authorizationPackage}.v1.NonResourceRule` },
)

const statusSchema = Type.Object(
  {
    resourceRules: Type.Array(resourceRuleSchema, {
      'x-kubernetes-list-type': 'atomic',
      description: 'What may be done to resources, in no order of meaning.',
    }),
    nonResourceRules: Type.Array(nonResourceRuleSchema, {
      'x-kubernetes-list-type': 'atomic',
      description: 'What may be done to paths.',
    }),
    incomplete: Type.Boolean({ description: 'Whether there may be more than this list says.' }),
    evaluationError: Type.Optional(Type.String({ description: 'What went wrong while the list was made.' })),
  },
  { description: 'The answer.', [reference]: `${authorizationPackage}.v1.SubjectRulesReviewStatus` },
)

export const selfSubjectRulesReviewSchema = Type.Object(
  {
    ...typeMetaProperties,
    metadata: objectMetaSchema,
    spec: Type.Object(
      { namespace: Type.Optional(Type.String({ description: 'The namespace that is asked about.' })) },
      {
        default: {},
        description: 'What is asked.',
        [reference]: `${authorizationPackage}.v1.SelfSubjectRulesReviewSpec`,
      },
    ),
    status: Type.Optional(statusSchema),
  },
  {
    description:
      'SelfSubjectRulesReview asks what whoever sends it may do in a namespace. It is for showing: to decide, ask with a SelfSubjectAccessReview.',
    [reference]: `${authorizationPackage}.v1.SelfSubjectRulesReview`,
  },
)

export type RulesReview = Static<typeof selfSubjectRulesReviewSchema>
/** What a user may do. */
export type SubjectRules = Static<typeof statusSchema>
export type ResourceRule = Static<typeof resourceRuleSchema>
