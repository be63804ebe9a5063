import type { AccessReview } from '../api/kinds/review/access-review.ts'
import type { ReviewedResource, ReviewedSelector } from '../api/kinds/review/attributes.ts'
import type { Attributes, ResourceAttributes } from '../auth/types.ts'

/** What a valid review asks, by the names that it uses. */
export function toAttributes({ spec }: Pick<AccessReview, 'spec'>): Attributes {
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
