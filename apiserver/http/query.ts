import { ApiError } from '../api/meta/errors.ts'
import type { StatusCause } from '../api/meta/errors.ts'
import { invalidError } from '../api/meta/invalid.ts'

/** The 422 for query parameters, which Kubernetes validates as objects of `meta.k8s.io`. */
export function invalidOptions(kind: string, causes: readonly StatusCause[]): ApiError {
  return invalidError({ group: 'meta.k8s.io', kind }, '', causes)
}

/** As long as an int64 can be. */
const integerPattern = /^-?\d{1,19}$/

/** A whole number, of which clients send the largest there is and -1 for none; undefined when absent or empty. Throws ApiError 400. */
export function parseInteger(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name) ?? ''
  if (text === '') return undefined
  if (integerPattern.test(text)) return Number(text)
  throw new ApiError('BadRequest', `the query parameter ${name} is not a whole number: ${JSON.stringify(text)}`, {})
}
