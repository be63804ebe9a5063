import type { TLSSocket } from 'node:tls'
import t from 'tap'
import {
  parseServiceAccount,
  serviceAccountUser,
  withServiceAccountGroups,
} from '../../../apiserver/auth/service-account.ts'
import type { UserInfo } from '../../../apiserver/auth/types.ts'

t.test('the name of a service account says its namespace and name', async (t) => {
  const account = { namespace: 'plant-a', name: 'a.b-c' }
  t.strictSame(parseServiceAccount(serviceAccountUser(account)), account)
})

t.test('what is no service account is a user like others', async (t) => {
  const rest = ['', 'plant-a', 'plant-a:', ':name', 'plant-a:name:more', 'Plant:name', 'plant-a:a/b', 'a..b:c']
  for (const text of rest) t.equal(parseServiceAccount(`system:serviceaccount:${text}`), undefined, text)
  t.equal(parseServiceAccount('alice'), undefined)
})

t.test('who is called a service account has its groups', async (t) => {
  const groupsOf = async (user: UserInfo | undefined) => {
    const authenticator = withServiceAccountGroups({ authenticate: async () => user })
    return (await authenticator.authenticate({ socket: {} as TLSSocket, rawHeaders: [] }))?.groups
  }
  t.strictSame(await groupsOf({ name: 'system:serviceaccount:ns:x', groups: ['own', 'system:serviceaccounts'] }), [
    'system:serviceaccounts',
    'system:serviceaccounts:ns',
    'own',
  ])
  t.strictSame(await groupsOf({ name: 'alice', groups: ['own'] }), ['own'])
  t.equal(await groupsOf(undefined), undefined)
})
