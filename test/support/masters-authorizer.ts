import { mastersGroup } from '../../apiserver/auth/groups.ts'
import type { Authorizer } from '../../apiserver/auth/types.ts'

/** Allows everything to `system:masters`, and nothing to anyone else. */
export function createMastersAuthorizer(): Authorizer {
  const yes = Promise.resolve({ allowed: true })
  const no = Promise.resolve({ allowed: false })
  return { authorize: (user) => (user.groups.includes(mastersGroup) ? yes : no) }
}
