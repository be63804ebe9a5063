import { ApiError } from '../api/meta/errors.ts'
import type { StatusCause, StatusDetails } from '../api/meta/errors.ts'
import type { ResourceInfo } from '../api/meta/resource-info.ts'
import { StorageError } from '../storage/errors.ts'

/*
 * The errors of a stored resource in Kubernetes' words, which clients and people match on.
 * Wording: k8s.io/apimachinery/pkg/api/errors/errors.go.
 */

/** Names the object that an error is about. */
export interface Subject {
  readonly info: ResourceInfo
  readonly name: string
}

export function qualifiedResource(info: ResourceInfo): string {
  return info.group === '' ? info.resource : `${info.resource}.${info.group}`
}

/** `details.kind` is the plural for all errors but Invalid. */
function detailsOf({ info, name }: Subject, more: Partial<StatusDetails> = {}): StatusDetails {
  return { name, ...(info.group !== '' && { group: info.group }), kind: info.resource, ...more }
}

function titleOf({ info, name }: Subject): string {
  return `${qualifiedResource(info)} ${JSON.stringify(name)}`
}

export function notFound(subject: Subject): ApiError {
  return new ApiError('NotFound', `${titleOf(subject)} not found`, detailsOf(subject))
}

/** `beingDeleted` tells the client why nobody shows it what is in its way: only finalizers keep that. */
export function alreadyExists(subject: Subject, { beingDeleted = false } = {}): ApiError {
  const why = beingDeleted ? 'object is being deleted: ' : ''
  return new ApiError('AlreadyExists', `${why}${titleOf(subject)} already exists`, detailsOf(subject))
}

/** All attempts to find a free name for a `generateName` failed. */
export function generatedNameTaken(subject: Subject): ApiError {
  const message = `${titleOf(subject)} already exists, the server was not able to generate a unique name for the object`
  return new ApiError('AlreadyExists', message, detailsOf(subject, { retryAfterSeconds: 1 }))
}

export function conflict(subject: Subject, why: string): ApiError {
  const message = `Operation cannot be fulfilled on ${titleOf(subject)}: ${why}`
  return new ApiError('Conflict', message, detailsOf(subject))
}

export function staleVersion(subject: Subject): ApiError {
  return conflict(
    subject,
    'the object has been modified; please apply your changes to the latest version and try again',
  )
}

export function forbidden(subject: Subject, why: string, causes?: readonly StatusCause[]): ApiError {
  return new ApiError('Forbidden', `${titleOf(subject)} is forbidden: ${why}`, detailsOf(subject, causes && { causes }))
}

/** A list or watch whose revision is no longer kept. client-go starts over on the reason. */
export function expired(message: string): ApiError {
  return new ApiError('Expired', message)
}

/** A revision that was not reached in time; the cause is what client-go looks for. */
export function tooLargeVersion(wanted: number, current: number): ApiError {
  const message = `Too large resource version: ${wanted}, current: ${current}`
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }]
  return new ApiError('Timeout', message, { causes, retryAfterSeconds: 1 })
}

/** What a client is told of a failure below. Errors that are no StorageError come back as they are. */
export function translateStorageError(error: unknown, subject?: Subject): unknown {
  if (!(error instanceof StorageError)) return error
  const cause = { cause: error }
  if (subject !== undefined) {
    if (error.code === 'exists') return alreadyExists(subject)
    if (error.code === 'not-found') return notFound(subject)
    if (error.code === 'conflict') return staleVersion(subject)
  }
  if (error.code === 'compacted')
    return new ApiError('Expired', `too old resource version: ${error.message}`, undefined, cause)
  if (error.code === 'future-revision') return new ApiError('Timeout', error.message, { retryAfterSeconds: 1 }, cause)
  if (error.code === 'unavailable' || error.code === 'closed') {
    return new ApiError('ServiceUnavailable', `the store is not available: ${error.message}`, undefined, cause)
  }
  const message = error.code === 'write-failed' ? `the store failed: ${error.message}` : 'the store failed'
  return new ApiError('InternalError', message, undefined, cause)
}
