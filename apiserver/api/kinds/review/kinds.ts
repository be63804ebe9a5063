import type { ViewDefinition } from '../../kind/define-kind.ts'
import type { ResourceInfo } from '../../meta/resource-info.ts'
import { structural } from '../../schema/schema.ts'
import { nameColumn } from '../../kind/table-columns.ts'
import type { TableConverter } from '../../kind/table.ts'
import {
  localSubjectAccessReviewInfo,
  localSubjectAccessReviewSchema,
  selfSubjectAccessReviewInfo,
  selfSubjectAccessReviewSchema,
  selfSubjectRulesReviewInfo,
  subjectAccessReviewInfo,
  subjectAccessReviewSchema,
} from './access-review.ts'
import { selfSubjectRulesReviewSchema } from './rules-review.ts'
import { selfSubjectReviewInfo, selfSubjectReviewSchema } from './self-subject-review.ts'

/** Reviews have no names, and kubectl shows them by itself. */
const table: TableConverter = { columns: [nameColumn], cells: ({ metadata }) => [metadata.name ?? ''] }

const review = (info: ResourceInfo, schema: Parameters<typeof structural>[0]): ViewDefinition => ({
  info,
  schema: structural(schema),
  table,
})

export const subjectAccessReviewKind = review(subjectAccessReviewInfo, subjectAccessReviewSchema)
export const localSubjectAccessReviewKind = review(localSubjectAccessReviewInfo, localSubjectAccessReviewSchema)
export const selfSubjectAccessReviewKind = review(selfSubjectAccessReviewInfo, selfSubjectAccessReviewSchema)
export const selfSubjectRulesReviewKind = review(selfSubjectRulesReviewInfo, selfSubjectRulesReviewSchema)
export const selfSubjectReviewKind = review(selfSubjectReviewInfo('v1'), selfSubjectReviewSchema('v1'))
export const selfSubjectReviewBetaKind = review(selfSubjectReviewInfo('v1beta1'), selfSubjectReviewSchema('v1beta1'))

/** All of them, for OpenAPI. */
export const reviewKinds: readonly ViewDefinition[] = [
  subjectAccessReviewKind,
  localSubjectAccessReviewKind,
  selfSubjectAccessReviewKind,
  selfSubjectRulesReviewKind,
  selfSubjectReviewKind,
  selfSubjectReviewBetaKind,
]
