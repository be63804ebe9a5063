import type { Authorizer } from './types.ts'

/** The group that may do everything. Kubernetes: k8s.io/apiserver/pkg/authentication/user. */
export const mastersGroup = 'system:masters'

/** Allows everything to `system:masters`, and nothing to anyone else. */
export function createMastersAuthorizer(): Authorizer {
  return {
    authorize: async (user) => ({ allowed: user.groups.includes(mastersGroup) }),
  }
}
