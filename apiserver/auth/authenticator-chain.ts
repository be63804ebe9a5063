import { authenticatedGroup, unauthenticatedGroup } from './groups.ts'
import type { Authenticator, UserInfo } from './types.ts'

/**
 * Asks in order; the first that knows the request's credential decides, by a user or by its 401. Whoever is
 * found belongs to `system:authenticated`, unless the authenticator said one of the two groups itself.
 */
export function createAuthenticatorChain(authenticators: readonly Authenticator[]): Authenticator {
  return {
    authenticate: async (request) => {
      for (const authenticator of authenticators) {
        const user = await authenticator.authenticate(request)
        if (user !== undefined) return withAuthenticatedGroup(user)
      }
      return undefined
    },
  }
}

function withAuthenticatedGroup(user: UserInfo): UserInfo {
  const { groups } = user
  if (groups.includes(authenticatedGroup) || groups.includes(unauthenticatedGroup)) return user
  return { ...user, groups: [...groups, authenticatedGroup] }
}
