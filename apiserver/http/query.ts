import { ApiError } from '../api/errors.ts'
import type { StatusCause } from '../api/errors.ts'
import { invalidError } from '../api/invalid.ts'

/** The 422 for query parameters, which Kubernetes validates as objects of `meta.k8s.io`. */
export function invalidOptions(kind: string, causes: readonly StatusCause[]): ApiError {
  return invalidError({ group: 'meta.k8s.io', kind }, '', causes)
}

/** A whole number of at least 0; undefined when the parameter is absent or empty. Throws ApiError 400. */
export function parseInteger(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name) ?? ''
  if (text === '') return undefined
  const value = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value
  throw new ApiError('BadRequest', `the query parameter ${name} is not a whole number: ${JSON.stringify(text)}`, {})
}
