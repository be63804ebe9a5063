import type { AccessReview } from '../api/kinds/review/access-review.ts'
import type { ReviewedResource, ReviewedSelector } from '../api/kinds/review/attributes.ts'
import {
  localSubjectAccessReviewKind,
  selfSubjectAccessReviewKind,
  subjectAccessReviewKind,
} from '../api/kinds/review/kinds.ts'
import { validateAttributes, validateLocal, validateSubject } from '../api/kinds/review/validation.ts'
import { ApiError } from '../api/meta/errors.ts'
import type { Attributes, Authorizer, MapAttributes, ResourceAttributes, UserInfo } from '../auth/types.ts'
import type { RestStorage } from '../registry/rest-storage.ts'
import { createReviewStorage } from './review-storage.ts'
import type { ReviewCall } from './review-storage.ts'

interface AccessReviewOptions {
  readonly authorizer: Authorizer
  readonly mapAttributes: MapAttributes
}

/** Whether whoever asks may do something: `kubectl auth can-i`. */
export function createSelfAccessReview(options: AccessReviewOptions): RestStorage {
  return createReviewStorage<AccessReview>({
    kind: selfSubjectAccessReviewKind,
    validate: validateAttributes,
    answer: ({ review, user, namespace }) => decide(options, { review, user, cluster: namespace }),
  })
}

/** Whether somebody may do something. */
export function createSubjectAccessReview(options: AccessReviewOptions): RestStorage {
  return createReviewStorage<AccessReview>({
    kind: subjectAccessReviewKind,
    validate: (review, out) => {
      validateAttributes(review, out)
      validateSubject(review, out)
    },
    answer: (call) => decide(options, toSubjectCall(call)),
  })
}

/** The same within the namespace of the path, so that one can be let ask for that alone. */
export function createLocalSubjectAccessReview(options: AccessReviewOptions): RestStorage {
  return createReviewStorage<AccessReview>({
    kind: localSubjectAccessReviewKind,
    validate: (review, out) => {
      validateAttributes(review, out)
      validateSubject(review, out)
      validateLocal(review, out)
    },
    answer: (call) => decide(options, { ...toSubjectCall(call), cluster: undefined, within: call.namespace }),
  })
}

interface Question {
  readonly review: AccessReview
  readonly user: UserInfo
  /** The namespace whose virtual cluster is asked. */
  readonly cluster: string | undefined
  /** The only namespace that may be asked about; undefined for all. */
  readonly within?: string | undefined
}

function toSubjectCall({ review, namespace }: ReviewCall<AccessReview>): Question {
  const { user = '', groups = [], uid, extra } = review.spec
  return { review, user: { name: user, groups, ...(uid && { uid }), ...(extra && { extra }) }, cluster: namespace }
}

/** A failure to decide is an answer, and never a yes: pkg/registry/authorization. */
async function decide({ authorizer, mapAttributes }: AccessReviewOptions, question: Question): Promise<object> {
  const { review, user, cluster, within } = question
  try {
    const real = toReal(toAttributes(review), cluster, mapAttributes)
    // The name of a node says in which namespace its device is.
    if (within !== undefined && real.kind === 'resource' && real.namespace !== within) {
      return { status: { allowed: false, reason: `not in namespace ${JSON.stringify(within)}` } }
    }
    const { allowed, reason } = await authorizer.authorize(user, real)
    return { status: { allowed, ...(reason && { reason }) } }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const { message } = error
    return { status: { allowed: false, ...(error.code < 500 ? { reason: message } : { evaluationError: message }) } }
  }
}

function toReal(attributes: Attributes, cluster: string | undefined, mapAttributes: MapAttributes): Attributes {
  return attributes.kind === 'resource' ? mapAttributes(attributes, cluster) : attributes
}

/** What a valid review asks, by the names that it uses. */
function toAttributes({ spec }: Pick<AccessReview, 'spec'>): Attributes {
  const { resourceAttributes, nonResourceAttributes } = spec
  if (resourceAttributes !== undefined) return toResource(resourceAttributes)
  return {
    kind: 'nonresource',
    verb: nonResourceAttributes?.verb ?? '',
    path: nonResourceAttributes?.path ?? '',
  }
}

function toResource(asked: ReviewedResource): ResourceAttributes {
  const { namespace, subresource, name } = asked
  const fieldSelector = toSelector(asked.fieldSelector, fieldOperators)
  const labelSelector = toSelector(asked.labelSelector, labelOperators)
  return {
    kind: 'resource',
    verb: asked.verb ?? '',
    group: asked.group ?? '',
    version: asked.version ?? '',
    resource: asked.resource ?? '',
    ...(namespace && { namespace }),
    ...(subresource && { subresource }),
    ...(name && { name }),
    ...(fieldSelector && { fieldSelector }),
    ...(labelSelector && { labelSelector }),
  }
}

type Operators = Readonly<Record<string, (key: string, values: readonly string[]) => string>>

const labelOperators: Operators = {
  In: (key, values) => `${key} in (${values.join(',')})`,
  NotIn: (key, values) => `${key} notin (${values.join(',')})`,
  Exists: (key) => key,
  DoesNotExist: (key) => `!${key}`,
}

/** Field selectors know no more than these; what they cannot say limits nothing, as in Kubernetes. */
const fieldOperators: Operators = {
  In: (key, values) => (values.length === 1 ? `${key}=${escapeValue(values[0])}` : ''),
  NotIn: (key, values) => values.map((value) => `${key}!=${escapeValue(value)}`).join(','),
}

function toSelector(selector: ReviewedSelector | undefined, operators: Operators): string | undefined {
  if (selector === undefined || selector.rawSelector) return selector?.rawSelector
  const { requirements = [] } = selector
  const texts = requirements.map(({ key, operator, values = [] }) => operators[operator]?.(key, values) ?? '')
  return texts.filter((text) => text !== '').join(',')
}

/** k8s.io/apimachinery/pkg/fields EscapeValue. */
function escapeValue(value = ''): string {
  return value.replaceAll(/[\\,=]/g, '\\$&')
}
