import type { ApiError } from '../../api/meta/errors.ts'
import { unauthorized } from '../unauthorized.ts'

/** Whatever signs tokens makes them far smaller. */
const maxTokenChars = 65_536
/** RFC 6750, 2.1. */
const tokenPattern = /^[\w.~+/-]+=*$/

/** The way of browsers, which cannot set headers: apiserver/pkg/authentication/request/websocket. */
const protocolPrefix = 'base64url.bearer.authorization.k8s.io.'

/**
 * The token that a request presents, in its Authorization header or as a subprotocol of a WebSocket; undefined where there is
 * none. Throws ApiError 401 for one that cannot be valid.
 */
export function findBearerToken(rawHeaders: readonly string[]): string | undefined {
  const token = ofAuthorization(rawHeaders) ?? ofProtocols(rawHeaders)
  if (token === undefined || (token.length <= maxTokenChars && tokenPattern.test(token))) return token
  throw malformed('it is malformed')
}

function ofAuthorization(rawHeaders: readonly string[]): string | undefined {
  const [authorization = ''] = valuesOf(rawHeaders, 'authorization')
  const [scheme = '', token = ''] = authorization.trim().split(' ', 3)
  return scheme.toLowerCase() === 'bearer' && token !== '' ? token : undefined
}

function ofProtocols(rawHeaders: readonly string[]): string | undefined {
  if (!valuesOf(rawHeaders, 'upgrade').some((value) => value.toLowerCase() === 'websocket')) return undefined
  const protocols = valuesOf(rawHeaders, 'sec-websocket-protocol').flatMap((value) => value.split(','))
  const names = protocols.map((name) => name.trim()).filter((name) => name !== '')
  const tokens = names.filter((name) => name.startsWith(protocolPrefix))
  const [encoded] = tokens
  if (encoded === undefined) return undefined
  if (tokens.length > 1) throw malformed('there are several')
  // Who agreed on it would send the token back.
  if (names.length === 1) throw malformed('there is no subprotocol beside it')
  return decode(encoded.slice(protocolPrefix.length))
}

function decode(encoded: string): string {
  const token = /^[\w-]+$/.test(encoded) ? Buffer.from(encoded, 'base64url').toString() : ''
  if (token === '') throw malformed('it is not base64url')
  return token
}

function valuesOf(rawHeaders: readonly string[], name: string): readonly string[] {
  return rawHeaders.filter((_value, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name)
}

function malformed(why: string): ApiError {
  return unauthorized(`bearer token: ${why}`)
}
