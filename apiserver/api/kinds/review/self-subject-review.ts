import { Type } from 'typebox'
import { objectMetaSchema, typeMetaProperties } from '../../kind/object-meta.ts'
import type { ResourceInfo } from '../../meta/resource-info.ts'
import { reference } from '../../schema/schema.ts'
import { authenticationGroup, authenticationPackage, extraSchema, textsOf } from './attributes.ts'

const userInfoSchema = Type.Object(
  {
    username: Type.Optional(Type.String({ description: 'The name of the user.' })),
    uid: Type.Optional(Type.String({ description: 'What tells users apart that have one name after the other.' })),
    groups: Type.Optional(textsOf('The groups of the user.')),
    extra: Type.Optional(extraSchema),
  },
  { description: 'A user.', [reference]: `${authenticationPackage}.v1.UserInfo` },
)

/** The versions of `kubectl auth whoami`: 1.27 asks for v1beta1, later ones for v1. */
export type SelfSubjectReviewVersion = 'v1' | 'v1beta1'

export const selfSubjectReviewSchema = (version: SelfSubjectReviewVersion) =>
  Type.Object(
    {
      ...typeMetaProperties,
      metadata: objectMetaSchema,
      status: Type.Optional(
        Type.Object(
          { userInfo: Type.Optional(userInfoSchema) },
          { description: 'The answer.', [reference]: `${authenticationPackage}.${version}.SelfSubjectReviewStatus` },
        ),
      ),
    },
    {
      description: 'SelfSubjectReview asks who sends it.',
      [reference]: `${authenticationPackage}.${version}.SelfSubjectReview`,
    },
  )

export const selfSubjectReviewInfo = (version: SelfSubjectReviewVersion): ResourceInfo => ({
  group: authenticationGroup,
  version,
  kind: 'SelfSubjectReview',
  listKind: 'SelfSubjectReviewList',
  resource: 'selfsubjectreviews',
  singular: 'selfsubjectreview',
  namespaced: false,
  shortNames: [],
  categories: [],
})
