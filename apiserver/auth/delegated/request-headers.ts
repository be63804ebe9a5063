import type { UserInfo } from '../types.ts'
import type { FrontProxyTrust } from './trust.ts'

/**
 * For whom a front proxy asks: k8s.io/apiserver/pkg/authentication/request/headerrequest. Undefined where it does not say.
 * Of the raw headers, because node joins repeated ones, and a comma may be part of a group's name.
 */
export function readRequestHeaders(rawHeaders: readonly string[], trust: FrontProxyTrust): UserInfo | undefined {
  const headers = collect(rawHeaders)
  const name = firstOf(headers, trust.usernameHeaders)
  if (name === '') return undefined
  const uid = firstOf(headers, trust.uidHeaders)
  const extra = readExtra(headers, trust.extraPrefixes)
  return {
    name,
    groups: trust.groupHeaders.flatMap((header) => headers.get(header) ?? []).filter((group) => group !== ''),
    ...(uid !== '' && { uid }),
    ...(Object.keys(extra).length > 0 && { extra }),
  }
}

type Headers = ReadonlyMap<string, readonly string[]>

/** Values by names in lower case. */
function collect(rawHeaders: readonly string[]): Headers {
  const headers = new Map<string, string[]>()
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? ''
    const values = headers.get(name) ?? []
    values.push(toText(rawHeaders[index + 1] ?? ''))
    headers.set(name, values)
  }
  return headers
}

/** node reads headers as Latin-1; Go writes UTF-8. */
function toText(value: string): string {
  return Buffer.from(value, 'latin1').toString()
}

function firstOf(headers: Headers, names: readonly string[]): string {
  for (const name of names) {
    const value = headers.get(name)?.[0] ?? ''
    if (value !== '') return value
  }
  return ''
}

function readExtra(headers: Headers, prefixes: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const extra = new Map<string, string[]>()
  for (const prefix of prefixes) {
    for (const [name, values] of headers) {
      if (!name.startsWith(prefix)) continue
      const key = unescape(name.slice(prefix.length))
      extra.set(key, [...(extra.get(key) ?? []), ...values])
    }
  }
  return Object.fromEntries(extra)
}

/** What is no valid encoding stands for itself. */
function unescape(key: string): string {
  try {
    return decodeURIComponent(key)
  } catch {
    return key
  }
}
