import { ApiError } from '../api/meta/errors.ts'

/** 401, which says nothing of the cause to the client, as Kubernetes does; `why` is for the log. */
export function unauthorized(why: string): ApiError {
  return new ApiError('Unauthorized', 'Unauthorized', undefined, { cause: new Error(why) })
}
