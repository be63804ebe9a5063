import { ApiError } from '../api/meta/errors.ts'

/** 429 for what a limiter counts: `what` there are too many of, and when one more may be tried. */
export function tooManyRequests(what: string, retryAfterSeconds: number, options?: ErrorOptions): ApiError {
  const message = `too many ${what}, please try again later`
  return new ApiError('TooManyRequests', message, { retryAfterSeconds }, options)
}
