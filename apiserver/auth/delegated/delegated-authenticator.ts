import { ApiError } from '../../api/meta/errors.ts'
import { anonymousUser, unauthenticatedGroup } from '../groups.ts'
import type { Authenticator } from '../types.ts'
import { unauthorized } from '../errors.ts'

/**
 * Asks each authenticator until one knows the user, as kube-apiserver's union: a certificate that one of them does not trust may
 * be another's. Where nobody does, a credential that was presented is refused, for the gravest reason; a request without any
 * is `system:anonymous`, of whom the authorizer decides.
 */
export function createDelegatedAuthenticator(authenticators: readonly Authenticator[]): Authenticator {
  return {
    authenticate: async (request) => {
      const errors: unknown[] = []
      for (const authenticator of authenticators) {
        try {
          const user = await authenticator.authenticate(request)
          if (user !== undefined) return user
        } catch (error) {
          errors.push(error)
        }
      }
      if (errors.length > 0) throw gravest(errors)
      return { name: anonymousUser, groups: [unauthenticatedGroup] }
    },
  }
}

/** That somebody could not be asked is more than that somebody said no: the credential may well be good. */
function gravest(errors: readonly unknown[]): unknown {
  const unasked = errors.find((error) => !(error instanceof ApiError && error.reason === 'Unauthorized'))
  if (unasked !== undefined) return unasked
  const why = errors.map((error) => (error instanceof Error && error.cause instanceof Error ? error.cause.message : ''))
  return unauthorized([...new Set(why)].join('; '))
}
