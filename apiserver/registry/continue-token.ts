import { ApiError } from '../api/meta/errors.ts'

/** Where the next page of a list begins. Opaque to clients. */
export interface ContinueToken {
  /** The revision of all pages; -1 for "whatever is current", after the list's own revision was lost. */
  readonly revision: number
  /** The order key of the last item that was given out. */
  readonly after: string
}

/** Longer than any token that was ever given out: two names of 253 characters in JSON and base64. */
const maxLength = 1024

export function encodeContinueToken({ revision, after }: ContinueToken): string {
  return Buffer.from(JSON.stringify({ v: 1, rv: revision, after })).toString('base64url')
}

/** Throws ApiError 400 for anything that `encodeContinueToken` did not make. */
export function decodeContinueToken(text: string): ContinueToken {
  const value = text.length <= maxLength ? parse(text) : undefined
  const { v, rv, after } = value ?? {}
  const isRevision = typeof rv === 'number' && Number.isSafeInteger(rv) && rv >= -1
  if (v !== 1 || !isRevision || typeof after !== 'string') {
    throw new ApiError('BadRequest', 'continue key is not valid')
  }
  return { revision: rv, after }
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
