import { ApiError } from '../../api/meta/errors.ts'

/** As long as an int64 can be. */
export const integerPattern = /^-?\d{1,19}$/

/** An integer, of which clients send the largest there is, and -1 for none; undefined when absent or empty. Throws ApiError 400. */
export function parseInteger(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name) ?? ''
  if (text === '') return undefined
  if (integerPattern.test(text)) return Number(text)
  throw new ApiError('BadRequest', `the query parameter ${name} is not a whole number: ${JSON.stringify(text)}`, {})
}

/** A boolean parameter as Kubernetes reads it: present is true, save for `false` and `0`. */
export function parseFlag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name)
  return value !== null && value !== '0' && value.toLowerCase() !== 'false'
}
