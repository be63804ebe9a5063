import { Type } from 'typebox'
import type { Static } from 'typebox'
import { objectMetaSchema, typeMetaProperties } from '../../kind/object-meta.ts'
import type { ResourceInfo } from '../../meta/resource-info.ts'
import { reference } from '../../schema/schema.ts'
import { attributesProperties, authorizationGroup, authorizationPackage, extraSchema, textsOf } from './attributes.ts'

const statusSchema = Type.Optional(
  Type.Object(
    {
      allowed: Type.Boolean({ description: 'Whether it is allowed.' }),
      denied: Type.Optional(Type.Boolean({ description: 'Whether it is forbidden, whatever else would allow it.' })),
      reason: Type.Optional(Type.String({ description: 'Why.' })),
      evaluationError: Type.Optional(Type.String({ description: 'What went wrong while it was decided.' })),
    },
    { description: 'The answer.', [reference]: `${authorizationPackage}.v1.SubjectAccessReviewStatus` },
  ),
)

const subjectSpecSchema = Type.Object(
  {
    ...attributesProperties,
    user: Type.Optional(Type.String({ description: 'Whom it is about. May be left out beside groups.' })),
    groups: Type.Optional(textsOf('The groups of the user. None is added to them.')),
    extra: Type.Optional(extraSchema),
    uid: Type.Optional(Type.String({ description: 'The UID of the user.' })),
  },
  {
    default: {},
    description: 'What is asked, and about whom.',
    [reference]: `${authorizationPackage}.v1.SubjectAccessReviewSpec`,
  },
)

const selfSpecSchema = Type.Object(attributesProperties, {
  default: {},
  description: 'What is asked.',
  [reference]: `${authorizationPackage}.v1.SelfSubjectAccessReviewSpec`,
})

export const subjectAccessReviewSchema = Type.Object(
  { ...typeMetaProperties, metadata: objectMetaSchema, spec: subjectSpecSchema, status: statusSchema },
  {
    description: 'SubjectAccessReview asks whether a user may do something.',
    [reference]: `${authorizationPackage}.v1.SubjectAccessReview`,
  },
)

export const localSubjectAccessReviewSchema = Type.Object(
  { ...typeMetaProperties, metadata: objectMetaSchema, spec: subjectSpecSchema, status: statusSchema },
  {
    description: 'LocalSubjectAccessReview asks whether a user may do something in one namespace.',
    [reference]: `${authorizationPackage}.v1.LocalSubjectAccessReview`,
  },
)

export const selfSubjectAccessReviewSchema = Type.Object(
  { ...typeMetaProperties, metadata: objectMetaSchema, spec: selfSpecSchema, status: statusSchema },
  {
    description: 'SelfSubjectAccessReview asks whether whoever sends it may do something.',
    [reference]: `${authorizationPackage}.v1.SelfSubjectAccessReview`,
  },
)

/** A review as it is decided: of right types, nulls gone. One about oneself has no user in it. */
export type AccessReview = Static<typeof subjectAccessReviewSchema>

const infoOf = (kind: string, namespaced: boolean): ResourceInfo => ({
  group: authorizationGroup,
  version: 'v1',
  kind,
  listKind: `${kind}List`,
  resource: `${kind.toLowerCase()}s`,
  singular: kind.toLowerCase(),
  namespaced,
  shortNames: [],
  categories: [],
})

export const subjectAccessReviewInfo = infoOf('SubjectAccessReview', false)
export const localSubjectAccessReviewInfo = infoOf('LocalSubjectAccessReview', true)
export const selfSubjectAccessReviewInfo = infoOf('SelfSubjectAccessReview', false)
export const selfSubjectRulesReviewInfo = infoOf('SelfSubjectRulesReview', false)
