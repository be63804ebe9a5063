import { ApiError } from '../api/meta/errors.ts'
import { toForbidden } from './errors.ts'
import { anonymousUser, authenticatedGroup, unauthenticatedGroup } from './groups.ts'
import { parseServiceAccount, serviceAccountGroups } from './service-account.ts'
import type { Authorizer, ResourceAttributes, UserInfo } from './types.ts'

/**
 * `kubectl --as`: a request is made in the name of somebody else, by whoever may `impersonate` every part of that identity.
 * k8s.io/apiserver/pkg/endpoints/filters/impersonation.
 */

/** Whom a request wants to be. */
interface WantedUser {
  readonly name: string
  readonly uid: string | undefined
  readonly groups: readonly string[]
  readonly extra: ReadonlyMap<string, readonly string[]>
}

/** Each part is a question of its own to the Authorizer. */
const maxParts = 256
const authenticationGroup = 'authentication.k8s.io'
const extraPrefix = 'impersonate-extra-'

/** Undefined where a request says nothing of it. Throws ApiError 400 for groups and the like without a user. */
export function parseImpersonation(rawHeaders: readonly string[]): WantedUser | undefined {
  const headers = collectHeaders(rawHeaders, 'impersonate-')
  if (headers.size === 0) return undefined
  const name = single(headers, 'impersonate-user')
  const uid = single(headers, 'impersonate-uid')
  const groups = headers.get('impersonate-group') ?? []
  const extra = collectExtra(headers, [extraPrefix])
  const parts = [...extra.values()].reduce((sum, values) => sum + values.length, groups.length)
  if (parts > maxParts) throw badRequest(`more than ${maxParts} groups and extra values to impersonate`)
  if (name !== undefined) return { name, uid, groups, extra }
  if (uid === undefined && groups.length === 0 && extra.size === 0) return undefined
  throw badRequest('requested to impersonate a group, a UID or extra values without impersonating a user')
}

/**
 * The user that `user` asks to be. Rejects with ApiError 403 unless every part is allowed, and with what the Authorizer throws when it
 * cannot decide.
 */
export async function impersonate(authorizer: Authorizer, user: UserInfo, wanted: WantedUser): Promise<UserInfo> {
  for (const attributes of toQuestions(wanted)) {
    const decision = await authorizer.authorize(user, attributes)
    if (!decision.allowed) throw toForbidden(user, attributes, decision)
  }
  return toUser(wanted)
}

/** The value of a header that counts once; an empty one says nothing. Two readers could choose different ones of several. */
function single(headers: Headers, name: string): string | undefined {
  const values = headers.get(name) ?? []
  if (values.length > 1) throw badRequest(`the header ${name} is there twice`)
  return values[0] || undefined
}

function toQuestions({ name, uid, groups, extra }: WantedUser): readonly ResourceAttributes[] {
  const account = parseServiceAccount(name)
  const question = { kind: 'resource', verb: 'impersonate' } as const
  const core = { ...question, group: '', version: 'v1' }
  const authentication = { ...question, group: authenticationGroup, version: 'v1' }
  return [
    account ? { ...core, resource: 'serviceaccounts', ...account } : { ...core, resource: 'users', name },
    ...groups.map((group) => ({ ...core, resource: 'groups', name: group })),
    ...[...extra].flatMap(([subresource, values]) =>
      values.map((value) => ({ ...authentication, resource: 'userextras', subresource, name: value })),
    ),
    ...(uid === undefined ? [] : [{ ...authentication, resource: 'uids', name: uid }]),
  ]
}

function toUser({ name, uid, groups, extra }: WantedUser): UserInfo {
  const account = parseServiceAccount(name)
  const asked = groups.length === 0 && account ? serviceAccountGroups(account.namespace) : groups
  return {
    name,
    ...(uid !== undefined && { uid }),
    groups: withStanding(name, asked),
    ...(extra.size > 0 && { extra: Object.fromEntries(extra) }),
  }
}

/** Everyone is authenticated but who is called anonymous, unless the groups say either themselves. */
function withStanding(name: string, groups: readonly string[]): readonly string[] {
  if (name === anonymousUser) return [...new Set([...groups, unauthenticatedGroup])]
  if (groups.includes(authenticatedGroup) || groups.includes(unauthenticatedGroup)) return groups
  return [...groups, authenticatedGroup]
}

function badRequest(message: string): ApiError {
  return new ApiError('BadRequest', message, {})
}

/** Values by the names of headers in lower case. */
export type Headers = ReadonlyMap<string, readonly string[]>

/**
 * The headers whose names begin with `prefix`, each with all of its values. Of the raw ones, because node joins those that are
 * repeated, and a comma may be part of a value. It reads bytes as Latin-1; Go, and so all clients, send UTF-8.
 */
export function collectHeaders(rawHeaders: readonly string[], prefix = ''): Headers {
  const headers = new Map<string, string[]>()
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? ''
    if (!name.startsWith(prefix)) continue
    const values = headers.get(name) ?? []
    values.push(Buffer.from(rawHeaders[index + 1] ?? '', 'latin1').toString())
    headers.set(name, values)
  }
  return headers
}

/** The extra values of a user, by keys that stand in the headers' names behind one of the prefixes. */
export function collectExtra(headers: Headers, prefixes: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const extra = new Map<string, readonly string[]>()
  for (const prefix of prefixes) {
    for (const [name, values] of headers) {
      if (!name.startsWith(prefix)) continue
      const key = unescapeKey(name.slice(prefix.length))
      extra.set(key, [...(extra.get(key) ?? []), ...values])
    }
  }
  return extra
}

/** Keys are percent-encoded, for not every key can be a header; what is no encoding stands for itself. */
function unescapeKey(key: string): string {
  try {
    return decodeURIComponent(key)
  } catch {
    return key
  }
}
