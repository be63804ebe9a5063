import type { ObjectMeta } from '../../meta/object.ts'
import type { CauseCollector } from '../../schema/causes.ts'
import type { AccessReview } from './access-review.ts'
import type { ReviewedSelector } from './attributes.ts'

/** What is wrong with reviews that a schema cannot say: pkg/apis/authorization/validation. */

/** An answer has no identity: nothing but managedFields may be in the metadata, and a namespace where there is one. */
export function validateReviewMeta(
  metadata: Readonly<ObjectMeta>,
  out: CauseCollector,
  options: { readonly namespaced: boolean },
): void {
  const known = new Set<string>(options.namespaced ? ['managedFields', 'namespace'] : ['managedFields'])
  const others = Object.entries(metadata).filter(([name, value]) => !known.has(name) && !isEmpty(value))
  if (others.length === 0) return
  out.invalid('metadata', metadata, options.namespaced ? 'must be empty except for namespace' : 'must be empty')
}

function isEmpty(value: unknown): boolean {
  if (value === '' || value === null) return true
  return typeof value === 'object' && Object.keys(value).length === 0
}

/** A review asks about a resource or about a path. */
export function validateAttributes({ spec }: AccessReview, out: CauseCollector): void {
  const { resourceAttributes, nonResourceAttributes } = spec
  if (resourceAttributes && nonResourceAttributes) {
    out.invalid(
      'spec.nonResourceAttributes',
      nonResourceAttributes,
      'cannot be specified in combination with resourceAttributes',
    )
  }
  if (!resourceAttributes && !nonResourceAttributes) {
    const detail = 'exactly one of nonResourceAttributes or resourceAttributes must be specified'
    out.invalid('spec.resourceAttributes', null, detail)
  }
  const path = 'spec.resourceAttributes'
  validateSelector(`${path}.fieldSelector`, resourceAttributes?.fieldSelector, out)
  validateSelector(`${path}.labelSelector`, resourceAttributes?.labelSelector, out)
}

/** Who it is about, where that is not whoever asks. */
export function validateSubject({ spec }: AccessReview, out: CauseCollector): void {
  if (spec.user || (spec.groups?.length ?? 0) > 0) return
  out.invalid('spec.user', spec.user ?? '', 'at least one of user or group must be specified')
}

/** What may be asked within one namespace. */
export function validateLocal({ metadata, spec }: AccessReview, out: CauseCollector): void {
  const namespace = spec.resourceAttributes?.namespace ?? ''
  if (spec.resourceAttributes && namespace !== metadata.namespace) {
    out.invalid('spec.resourceAttributes.namespace', namespace, 'must match metadata.namespace')
  }
  if (spec.nonResourceAttributes) {
    out.invalid('spec.nonResourceAttributes', spec.nonResourceAttributes, 'disallowed on this kind of request')
  }
}

const operators = ['In', 'NotIn', 'Exists', 'DoesNotExist']

function validateSelector(path: string, selector: ReviewedSelector | undefined, out: CauseCollector): void {
  if (selector === undefined) return
  const { rawSelector = '', requirements = [] } = selector
  if (rawSelector !== '' && requirements.length > 0) {
    out.invalid(`${path}.rawSelector`, rawSelector, 'may not specified at the same time as requirements')
  }
  if (rawSelector === '' && requirements.length === 0) {
    out.required(`${path}.requirements`, `when ${path} is specified, requirements or rawSelector is required`)
  }
  for (const [index, requirement] of requirements.entries()) {
    if (out.full) return
    validateRequirement(`${path}.requirements[${index}]`, requirement, out)
  }
}

type Requirement = NonNullable<ReviewedSelector['requirements']>[number]

function validateRequirement(path: string, { key, operator, values = [] }: Requirement, out: CauseCollector): void {
  if (key === '') out.required(`${path}.key`, 'must be specified')
  if (!operators.includes(operator)) return out.invalid(`${path}.operator`, operator, 'not a valid selector operator')
  const wantsValues = operator === 'In' || operator === 'NotIn'
  if (wantsValues && values.length === 0) {
    out.required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'")
  }
  if (!wantsValues && values.length > 0) {
    out.forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
  }
}
