import { ApiError } from './errors.ts'

/** As deep as Go's encoding/json reads; we need far less, but deeper is no object of anyone. */
export const maxJsonDepth = 200

/** Throws ApiError 400 when the text of a JSON value nests deeper than `maxDepth`. Linear, allocates nothing. */
export function checkDepth(text: string, maxDepth: number = maxJsonDepth): void {
  throw new ApiError('InternalError', `not yet ${text.length} ${maxDepth}`)
}

/**
 * Paths of keys that appear twice in an object of the JSON text, such as `spec.access.exec`; at most `max` (100).
 * For text that JSON.parse accepts; linear.
 */
export function findDuplicateKeys(text: string, max = 100): string[] {
  throw new ApiError('InternalError', `not yet ${text.length} ${max}`)
}
