import { parseServiceAccount } from '../auth/service-account.ts'
import { anonymousUser, authenticatedGroup, unauthenticatedGroup } from '../auth/groups.ts'

/** RFC 5280, appendix A: what fits into a common name and an organization. */
const maxLength = 64
/** Printable ASCII, no space at the ends: nothing that two programs could show or compare differently. */
const pattern = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/
const systemPrefix = 'system:'
/** These say how somebody was authenticated: the server alone knows. */
const standing: readonly string[] = [authenticatedGroup, unauthenticatedGroup, anonymousUser]

/** What is wrong with a name of a user, as the end of a sentence; undefined when nothing is. */
export function checkUserName(name: string): string | undefined {
  const problem = checkText(name)
  if (problem !== undefined || !name.startsWith('system:serviceaccount:')) return problem
  return parseServiceAccount(name) ? undefined : 'a service account is called system:serviceaccount:NAMESPACE:NAME'
}

/** What is wrong with a name of a group. */
export function checkGroupName(name: string): string | undefined {
  return checkText(name)
}

/** True for names that Kubernetes keeps for itself: `system:masters` may do everything. */
export function isSystemName(name: string): boolean {
  return name.startsWith(systemPrefix)
}

function checkText(name: string): string | undefined {
  if (name === '') return 'it is empty'
  if (name.length > maxLength) return `it has ${name.length} characters, and a certificate has room for ${maxLength}`
  if (!pattern.test(name)) return 'it may have letters, digits and punctuation of ASCII, and spaces between them'
  return standing.includes(name) ? 'the server itself says who belongs to it' : undefined
}
