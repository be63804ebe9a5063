import { checkLabelValue, checkQualifiedName } from '../meta/names.ts'
import { mapKeyPath } from '../schema/causes.ts'
import type { CauseCollector } from '../schema/causes.ts'
import type { Labels } from './label-selector.ts'

/** A label selector as a field of an object: meta/v1 LabelSelector. */
export interface LabelSelectorObject {
  readonly matchLabels?: Labels
  readonly matchExpressions?: readonly LabelSelectorRequirement[]
}

export interface LabelSelectorRequirement {
  readonly key: string
  readonly operator: string
  readonly values?: readonly string[]
}

/** All demands must be met; a selector without any selects everything. The selector is valid. */
export function matchesLabels(
  { matchLabels = {}, matchExpressions = [] }: LabelSelectorObject,
  labels: Labels,
): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => valueOf(labels, key) === value) &&
    matchExpressions.every((requirement) => meets(valueOf(labels, requirement.key), requirement))
  )
}

function meets(value: string | undefined, { operator, values = [] }: LabelSelectorRequirement): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    default:
      return value === undefined
  }
}

function valueOf(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined
}

/** Rules: apimachinery/pkg/apis/meta/v1/validation. Types are right, required fields may be missing. */
export function validateLabelSelector(selector: LabelSelectorObject, path: string, out: CauseCollector): void {
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    if (out.full) return
    const keyProblem = checkQualifiedName(key)
    if (keyProblem !== undefined) out.invalid(`${path}.matchLabels`, key, keyProblem)
    const valueProblem = checkLabelValue(value)
    if (valueProblem !== undefined) out.invalid(mapKeyPath(`${path}.matchLabels`, key), value, valueProblem)
  }
  for (const [index, requirement] of (selector.matchExpressions ?? []).entries()) {
    if (out.full) return
    validateRequirement(requirement, `${path}.matchExpressions[${index}]`, out)
  }
}

function validateRequirement(
  { key = '', operator, values = [] }: Partial<LabelSelectorRequirement>,
  path: string,
  out: CauseCollector,
): void {
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) out.required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'")
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    const why = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
    if (values.length > 0) out.forbidden(`${path}.values`, why)
  } else {
    out.invalid(`${path}.operator`, operator ?? '', 'not a valid selector operator')
  }
  const keyProblem = checkQualifiedName(key)
  if (keyProblem !== undefined) out.invalid(`${path}.key`, key, keyProblem)
  for (const [index, value] of values.entries()) {
    const problem = checkLabelValue(value)
    if (problem !== undefined) out.invalid(`${path}.values[${index}]`, value, problem)
  }
}
