import { ApiError } from '../meta/errors.ts'
import { parseFieldTerms } from './field-selector.ts'
import { parseLabelSelector } from './label-selector.ts'
import { quote } from '../schema/causes.ts'
import type { FieldTerm } from './field-selector.ts'
import type { Labels } from './label-selector.ts'
import type { KubeObject } from '../meta/object.ts'

/** A parsed label and field selector. */
export interface Selector {
  /** True when it selects everything. */
  readonly empty: boolean
  /** The name that `fieldSelector=metadata.name=x` asks for. */
  readonly name?: string
  /** The namespace that `fieldSelector=metadata.namespace=x` asks for. */
  readonly namespace?: string
  readonly matches: (object: Readonly<KubeObject>) => boolean
}

/** Reads the value of a field that a field selector may name; '' where the object has none. */
export type FieldReader = (object: Readonly<KubeObject>) => string

export interface SelectorSource {
  readonly labelSelector?: string | undefined
  readonly fieldSelector?: string | undefined
  /** Field labels supported besides metadata.name and metadata.namespace, such as `spec.nodeName` of pods. */
  readonly fields?: Readonly<Record<string, FieldReader>>
}

type Predicate = (object: Readonly<KubeObject>) => boolean

/** Selects everything. */
export const everything: Selector = { empty: true, matches: () => true }

const noLabels: Labels = {}
const metadataFields: Readonly<Record<string, FieldReader>> = {
  'metadata.name': (object) => object.metadata.name,
  'metadata.namespace': (object) => object.metadata.namespace ?? '',
}

/** Parses what a list or watch asks for. Throws ApiError 400. */
export function parseSelector(source: SelectorSource): Selector {
  const terms = parseFieldTerms(source.fieldSelector ?? '')
  const predicates = [
    ...parseLabelSelector(source.labelSelector ?? '').map(
      (requirement): Predicate =>
        (object) =>
          requirement(object.metadata.labels ?? noLabels),
    ),
    ...terms.map((term) => toPredicate(term, source.fields ?? {})),
  ]
  if (predicates.length === 0) return everything
  return {
    empty: false,
    ...exactValue(terms, 'name'),
    ...exactValue(terms, 'namespace'),
    matches: (object) => predicates.every((predicate) => predicate(object)),
  }
}

function toPredicate(term: FieldTerm, fields: Readonly<Record<string, FieldReader>>): Predicate {
  const read = findReader(metadataFields, term.field) ?? findReader(fields, term.field)
  if (!read) throw new ApiError('BadRequest', `field label not supported: ${quote(term.field).slice(1, -1)}`)
  return (object) => (read(object) === term.value) === term.equal
}

function findReader(fields: Readonly<Record<string, FieldReader>>, field: string): FieldReader | undefined {
  return Object.hasOwn(fields, field) ? fields[field] : undefined
}

function exactValue(terms: readonly FieldTerm[], key: 'name' | 'namespace'): { name?: string; namespace?: string } {
  const term = terms.find((one) => one.equal && one.field === `metadata.${key}`)
  return term ? { [key]: term.value } : {}
}
