import { ApiError } from '../../api/meta/errors.ts'
import { parseFieldTerms } from '../../api/selectors/field-selector.ts'
import { parseLabelRequirements } from '../../api/selectors/label-selector.ts'

/** One requirement of a selector, as authorization.k8s.io/v1 has them. */
export interface SelectorRequirement {
  readonly key: string
  readonly operator: string
  readonly values?: readonly string[]
}

/** A selector that is malformed restricts nothing: the request is refused as malformed when it is authorized. */
export function toFieldRequirements(selector: string | undefined): readonly SelectorRequirement[] {
  return unlessMalformed(() =>
    parseFieldTerms(selector ?? '').map(({ field, value, equal }) => ({
      key: field,
      operator: equal ? 'In' : 'NotIn',
      values: [value],
    })),
  )
}

/** The API knows no Gt and Lt; what is left out makes the question a wider one. */
export function toLabelRequirements(selector: string | undefined): readonly SelectorRequirement[] {
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
