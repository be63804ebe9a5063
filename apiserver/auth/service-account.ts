import { checkLabel, checkSubdomain } from '../api/meta/names.ts'
import type { Authenticator, UserInfo } from './types.ts'

/** Names and groups of service accounts: k8s.io/apiserver/pkg/authentication/serviceaccount. */

export interface ServiceAccount {
  readonly namespace: string
  readonly name: string
}

const prefix = 'system:serviceaccount:'
const allServiceAccounts = 'system:serviceaccounts'

/** Undefined for users that are none. */
export function parseServiceAccount(userName: string): ServiceAccount | undefined {
  if (!userName.startsWith(prefix)) return undefined
  const [namespace = '', name = '', ...rest] = userName.slice(prefix.length).split(':')
  if (rest.length > 0 || checkLabel(namespace) !== undefined || checkSubdomain(name) !== undefined) return undefined
  return { namespace, name }
}

export function serviceAccountUser({ namespace, name }: ServiceAccount): string {
  return `${prefix}${namespace}:${name}`
}

/** The groups of every service account of a namespace. */
export function serviceAccountGroups(namespace: string): readonly string[] {
  return [allServiceAccounts, `${allServiceAccounts}:${namespace}`]
}

/** Who is a service account by name gets the groups that go with it, as by a token: certificates need not list them. */
export function withServiceAccountGroups(authenticator: Authenticator): Authenticator {
  return {
    authenticate: async (request) => {
      const user = await authenticator.authenticate(request)
      return user && addGroups(user)
    },
  }
}

function addGroups(user: UserInfo): UserInfo {
  const account = parseServiceAccount(user.name)
  if (account === undefined) return user
  return { ...user, groups: [...new Set([...serviceAccountGroups(account.namespace), ...user.groups])] }
}
