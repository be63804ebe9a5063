import { ApiError } from '../api/meta/errors.ts'

/** Paths of which every segment is plain: nothing to decode, none empty or made of dots. */
const plainPath = /^(?:\/[\w:~@!$&'()*+,;=-][\w:~@!$&'()*+,;=.-]*)*\/?$/
// oxlint-disable-next-line no-control-regex -- control characters are what it is about
const forbiddenInSegment = /[/\\\u0000-\u001f\u007f]/

/**
 * The decoded segments of a request target's path; a slash at the end makes no difference.
 *
 * Throws ApiError 400 for what two readers could read differently: encoded slashes, `.` and `..`, empty
 * segments, fragments, absolute targets. The router and the authorizer must never see two different paths.
 */
export function parsePath(target: string): readonly string[] {
  const path = pathOf(target)
  if (!plainPath.test(path)) return parseUnusualPath(path)
  return splitPath(path)
}

/** The path of a request target, without its query. */
export function pathOf(target: string): string {
  const query = target.indexOf('?')
  return query < 0 ? target : target.slice(0, query)
}

function splitPath(path: string): string[] {
  const segments = path.split('/')
  segments.shift()
  if (segments.at(-1) === '') segments.pop()
  return segments
}

function parseUnusualPath(path: string): readonly string[] {
  if (!path.startsWith('/') || path.includes('#')) throw badPath()
  return splitPath(path).map(decodeSegment)
}

function decodeSegment(encoded: string): string {
  const segment = tryDecode(encoded)
  if (segment === '' || segment === '.' || segment === '..' || forbiddenInSegment.test(segment)) throw badPath()
  return segment
}

function tryDecode(encoded: string): string {
  try {
    return decodeURIComponent(encoded)
  } catch (cause) {
    throw new ApiError('BadRequest', 'the path of the request is not valid percent-encoding', {}, { cause })
  }
}

function badPath(): ApiError {
  return new ApiError('BadRequest', 'the path of the request has empty, relative or encoded separators')
}
