import { createFailureLimiter, tooManyRequests } from '../../limits/failure-limiter.ts'
import { anonymousUser, mastersGroup } from '../groups.ts'
import type { Attributes, Authorizer, Decision, UserInfo } from '../types.ts'
import { Reviewer } from './reviewer.ts'
import type { DelegationOptions } from './reviewer.ts'
import { ApiError } from '../../api/meta/errors.ts'
import { parseFieldTerms } from '../../api/selectors/field-selector.ts'
import { parseLabelRequirements } from '../../api/selectors/label-selector.ts'

/** What of a SubjectAccessReview's `status` matters here. */
interface AccessReviewStatus {
  readonly allowed?: boolean
  readonly denied?: boolean
  readonly reason?: string
}

/** Strangers cost the cluster no more than that, each second; what is remembered costs nothing. */
const anonymousQuestions = { burst: 100, perSecond: 20 }

/** Lets the cluster decide each request: authorization.k8s.io/v1. Members of system:masters are never asked about. */
export function createAccessReviewAuthorizer(options: DelegationOptions): Authorizer {
  const { now = () => performance.now() } = options
  const strangers = createFailureLimiter({ ...anonymousQuestions, now })
  const reviewer = new Reviewer<object, Decision>({
    ...options,
    name: 'access',
    path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
    type: { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview' },
    toAnswer,
    isYes: ({ allowed }) => allowed,
  })
  return {
    authorize: async (user, attributes) => {
      if (user.groups.includes(mastersGroup)) return { allowed: true }
      const admit = (): void => {
        if (user.name === anonymousUser) admitStranger(strangers.fail(anonymousUser))
      }
      return reviewer.review(toSpec(user, attributes), admit)
    },
  }
}

function admitStranger(retryAfterSeconds: number): void {
  if (retryAfterSeconds > 0) throw tooManyRequests('requests without a credential', retryAfterSeconds)
}

function toAnswer(status: unknown): Decision {
  const { allowed, denied, reason } = (status ?? {}) as AccessReviewStatus
  if (typeof allowed !== 'boolean') throw new Error('a SubjectAccessReview without an answer')
  return { allowed: allowed && denied !== true, ...(reason && { reason }) }
}

function toSpec({ name, uid, groups, extra }: UserInfo, attributes: Attributes): object {
  return {
    user: name,
    ...(uid !== undefined && { uid }),
    groups,
    ...(extra && { extra }),
    ...toAttributes(attributes),
  }
}

function toAttributes(attributes: Attributes): object {
  if (attributes.kind === 'nonresource') {
    return { nonResourceAttributes: { verb: attributes.verb, path: attributes.path } }
  }
  const { kind: _kind, fieldSelector, labelSelector, ...resourceAttributes } = attributes
  const fields = toFieldRequirements(fieldSelector)
  const labels = toLabelRequirements(labelSelector)
  return {
    resourceAttributes: {
      ...resourceAttributes,
      ...(fields.length > 0 && { fieldSelector: { requirements: fields } }),
      ...(labels.length > 0 && { labelSelector: { requirements: labels } }),
    },
  }
}

/** One requirement of a selector, as authorization.k8s.io/v1 has them. */
interface SelectorRequirement {
  readonly key: string
  readonly operator: string
  readonly values?: readonly string[]
}

/** A selector that is malformed restricts nothing: the request is refused as malformed when it is authorized. */
function toFieldRequirements(selector: string | undefined): readonly SelectorRequirement[] {
  return unlessMalformed(() =>
    parseFieldTerms(selector ?? '').map(({ field, value, equal }) => ({
      key: field,
      operator: equal ? 'In' : 'NotIn',
      values: [value],
    })),
  )
}

/** The API knows no Gt and Lt; what is left out makes the question a wider one. */
function toLabelRequirements(selector: string | undefined): readonly SelectorRequirement[] {
  return unlessMalformed(() =>
    parseLabelRequirements(selector ?? '')
      .filter(({ operator }) => operator !== 'Gt' && operator !== 'Lt')
      .map(({ key, operator, values }) => ({ key, operator, ...(values.length > 0 && { values }) })),
  )
}

function unlessMalformed(parse: () => readonly SelectorRequirement[]): readonly SelectorRequirement[] {
  try {
    return parse()
  } catch (error) {
    if (error instanceof ApiError) return []
    throw error
  }
}
