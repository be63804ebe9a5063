import { collectExtra, collectHeaders } from '../raw-headers.ts'
import type { Headers } from '../raw-headers.ts'
import type { UserInfo } from '../types.ts'
import type { FrontProxyTrust } from './trust.ts'

/**
 * For whom a front proxy asks: k8s.io/apiserver/pkg/authentication/request/headerrequest. Undefined where it does not say.
 */
export function readRequestHeaders(rawHeaders: readonly string[], trust: FrontProxyTrust): UserInfo | undefined {
  const headers = collectHeaders(rawHeaders)
  const name = firstOf(headers, trust.usernameHeaders)
  if (name === '') return undefined
  const uid = firstOf(headers, trust.uidHeaders)
  const extra = collectExtra(headers, trust.extraPrefixes)
  return {
    name,
    groups: trust.groupHeaders.flatMap((header) => headers.get(header) ?? []).filter((group) => group !== ''),
    ...(uid !== '' && { uid }),
    ...(extra.size > 0 && { extra: Object.fromEntries(extra) }),
  }
}

function firstOf(headers: Headers, names: readonly string[]): string {
  for (const name of names) {
    const value = headers.get(name)?.[0] ?? ''
    if (value !== '') return value
  }
  return ''
}
