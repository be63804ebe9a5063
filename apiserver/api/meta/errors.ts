import type { ResourceInfo } from './resource-info.ts'

/**
 * Errors as Kubernetes tells them: a `Status` object with code, reason and causes.
 * Reasons and their codes: k8s.io/apimachinery/pkg/apis/meta/v1/types.go.
 */

export type StatusReason =
  | 'BadRequest'
  | 'Unauthorized'
  | 'Forbidden'
  | 'NotFound'
  | 'AlreadyExists'
  | 'Conflict'
  | 'Gone'
  | 'Expired'
  | 'Invalid'
  | 'MethodNotAllowed'
  | 'NotAcceptable'
  | 'RequestEntityTooLarge'
  | 'UnsupportedMediaType'
  | 'TooManyRequests'
  | 'InternalError'
  | 'ServiceUnavailable'
  | 'Timeout'

const codes: Readonly<Record<StatusReason, number>> = {
  BadRequest: 400,
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  NotAcceptable: 406,
  AlreadyExists: 409,
  Conflict: 409,
  Gone: 410,
  Expired: 410,
  RequestEntityTooLarge: 413,
  UnsupportedMediaType: 415,
  Invalid: 422,
  TooManyRequests: 429,
  InternalError: 500,
  ServiceUnavailable: 503,
  Timeout: 504,
}

export interface StatusCause {
  readonly reason?: string
  readonly message?: string
  readonly field?: string
}

export interface StatusDetails {
  readonly name?: string
  readonly group?: string
  readonly kind?: string
  readonly uid?: string
  readonly causes?: readonly StatusCause[]
  readonly retryAfterSeconds?: number
}

/** The wire form: `kind: Status, apiVersion: v1`. */
export interface Status {
  readonly kind: 'Status'
  readonly apiVersion: 'v1'
  readonly metadata: Record<string, unknown>
  readonly status: 'Success' | 'Failure'
  readonly message?: string
  readonly reason?: string
  readonly details?: StatusDetails
  readonly code: number
}

/** What a client is told. Everything that reaches the HTTP layer and is not one becomes a 500. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly reason: StatusReason
  readonly code: number
  readonly details: StatusDetails | undefined
  /** For an expired list: where it can go on with what is there now. */
  readonly continueToken: string | undefined

  constructor(
    reason: StatusReason,
    message: string,
    details?: StatusDetails,
    options?: ErrorOptions & { readonly continueToken?: string },
  ) {
    super(message, options)
    this.reason = reason
    this.code = codes[reason]
    this.details = details
    this.continueToken = options?.continueToken
  }
}

export function toStatus(error: ApiError): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: error.continueToken === undefined ? {} : { continue: error.continueToken },
    status: 'Failure',
    message: error.message,
    reason: error.reason,
    ...(error.details && { details: error.details }),
    code: error.code,
  }
}

/** The 422 that Kubernetes gives for an object with these causes (api/errors NewInvalid). */
export function invalidError(
  info: Pick<ResourceInfo, 'group' | 'kind'>,
  name: string,
  causes: readonly StatusCause[],
): ApiError {
  const kind = info.group === '' ? info.kind : `${info.kind}.${info.group}`
  const texts = causes.map((cause) => `${cause.field ?? ''}: ${cause.message ?? ''}`)
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`
  return new ApiError('Invalid', `${kind} ${JSON.stringify(name)} is invalid: ${list}`, {
    ...(name !== '' && { name }),
    ...(info.group !== '' && { group: info.group }),
    kind: info.kind,
    causes,
  })
}
