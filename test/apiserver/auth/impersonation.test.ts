import t from 'tap'
import type { Test } from 'tap'
import { impersonate, parseImpersonation } from '../../../apiserver/auth/impersonation.ts'
import type { ResourceAttributes, UserInfo } from '../../../apiserver/auth/types.ts'
import { createReviews } from '../../../apiserver/reviews/reviews.ts'
import { startServer } from '../http/support/server.ts'

const admin: UserInfo = { name: 'admin', groups: ['system:masters'] }

/** Whom somebody becomes who may be everyone, and what was asked for that. */
async function become(headers: readonly (readonly [string, string])[]) {
  const asked: ResourceAttributes[] = []
  const wanted = parseImpersonation(headers.flat())
  if (wanted === undefined) return { user: admin, asked }
  const authorizer = {
    authorize: async (_user: UserInfo, attributes: unknown) => {
      asked.push(attributes as ResourceAttributes)
      return { allowed: true }
    },
  }
  return { user: await impersonate(authorizer, admin, wanted), asked }
}

const question = { kind: 'resource', verb: 'impersonate', version: 'v1' }

t.test('a user', async (t) => {
  const { user, asked } = await become([['Impersonate-User', 'bob']])
  t.strictSame(user, { name: 'bob', groups: ['system:authenticated'] })
  t.strictSame(asked, [{ ...question, group: '', resource: 'users', name: 'bob' }])
})

t.test('every group, extra value and UID is a question of its own', async (t) => {
  const { user, asked } = await become([
    ['impersonate-user', 'bob'],
    ['Impersonate-Group', 'a'],
    ['Impersonate-Group', 'b'],
    ['Impersonate-Extra-Scopes%2Fdev', 'x'],
    ['Impersonate-Extra-Scopes%2fDev', 'y'],
    ['Impersonate-Uid', '7'],
  ])
  t.strictSame(user, {
    name: 'bob',
    uid: '7',
    groups: ['a', 'b', 'system:authenticated'],
    extra: { 'scopes/dev': ['x', 'y'] },
  })
  const authentication = { ...question, group: 'authentication.k8s.io' }
  t.strictSame(asked.slice(1), [
    { ...question, group: '', resource: 'groups', name: 'a' },
    { ...question, group: '', resource: 'groups', name: 'b' },
    { ...authentication, resource: 'userextras', subresource: 'scopes/dev', name: 'x' },
    { ...authentication, resource: 'userextras', subresource: 'scopes/dev', name: 'y' },
    { ...authentication, resource: 'uids', name: '7' },
  ])
})

t.test('a service account has its groups unless others are named', async (t) => {
  const name = 'system:serviceaccount:plant-a:reporter'
  const { user, asked } = await become([['Impersonate-User', name]])
  t.strictSame(user.groups, ['system:serviceaccounts', 'system:serviceaccounts:plant-a', 'system:authenticated'])
  t.strictSame(asked, [{ ...question, group: '', resource: 'serviceaccounts', namespace: 'plant-a', name: 'reporter' }])
  const other = await become([
    ['Impersonate-User', name],
    ['Impersonate-Group', 'a'],
  ])
  t.strictSame(other.user.groups, ['a', 'system:authenticated'])
})

t.test('nobody is anonymous and authenticated', async (t) => {
  t.strictSame((await become([['Impersonate-User', 'system:anonymous']])).user.groups, ['system:unauthenticated'])
  const said = await become([
    ['Impersonate-User', 'x'],
    ['Impersonate-Group', 'system:unauthenticated'],
  ])
  t.strictSame(said.user.groups, ['system:unauthenticated'])
})

t.test('names are UTF-8', async (t) => {
  const asNodeReadsIt = Buffer.from('Jürgen').toString('latin1')
  t.equal((await become([['Impersonate-User', asNodeReadsIt]])).user.name, 'Jürgen')
})

t.test('without a user nothing can be impersonated, and headers that say nothing do nothing', async (t) => {
  for (const header of ['Impersonate-Group', 'Impersonate-Uid', 'Impersonate-Extra-Scope']) {
    t.throws(() => parseImpersonation([header, 'x']), { code: 400 }, header)
  }
  t.equal(parseImpersonation(['Impersonate-User', '', 'Accept', '*/*']), undefined)
  t.throws(() => parseImpersonation(['Impersonate-User', 'a', 'Impersonate-User', 'b']), { code: 400 })
})

t.test('the number of questions is bounded', async (t) => {
  const groups = Array.from({ length: 257 }, (_, index) => ['Impersonate-Group', `g${index}`]).flat()
  t.throws(() => parseImpersonation(['Impersonate-User', 'a', ...groups]), { code: 400 })
})

t.test('over HTTP', async (t) => {
  const { admin, alice, audit } = await start(t)
  const whoami = async (client: typeof admin, headers: Record<string, string | string[]>) =>
    client.ask('/apis/authentication.k8s.io/v1/selfsubjectreviews', { method: 'POST', body: {}, headers })

  await t.test('who may is somebody else from there on', async (t) => {
    const reply = await whoami(admin, { 'Impersonate-User': 'bob', 'Impersonate-Group': ['system:masters', 'b'] })
    t.strictSame(reply.json.status.userInfo, {
      username: 'bob',
      groups: ['system:masters', 'b', 'system:authenticated'],
    })
    t.match(audit.at(-1), { user: { username: 'admin' }, impersonatedUser: { username: 'bob' } })
  })

  await t.test('and has no more rights than they', async (t) => {
    const reply = await whoami(admin, { 'Impersonate-User': 'bob' })
    t.equal(reply.code, 403)
    t.match(reply.json.message, /User "bob" cannot create resource "selfsubjectreviews"/)
  })

  await t.test('who may not is refused in the words of Kubernetes', async (t) => {
    const reply = await whoami(alice, { 'Impersonate-User': 'admin', 'Impersonate-Group': 'system:masters' })
    t.equal(reply.code, 403)
    t.equal(
      reply.json.message,
      'users "admin" is forbidden: User "alice" cannot impersonate resource "users" in API group "" at the cluster scope',
    )
    t.match(audit.at(-1), { user: { username: 'alice' }, impersonatedUser: undefined })
  })

  await t.test('a part that may not be impersonated refuses all', async (t) => {
    const reply = await whoami(alice, { 'Impersonate-User': 'bob', 'Impersonate-Group': 'system:masters' })
    t.equal(reply.code, 403)
    t.match(reply.json.message, /groups "system:masters" is forbidden/)
  })
})

/** alice may impersonate bob, and no group. */
async function start(t: Test) {
  const authorizer = {
    authorize: async (user: UserInfo, attributes: unknown) => {
      const { verb, resource, name } = attributes as ResourceAttributes
      const isBob = user.name === 'alice' && verb === 'impersonate' && resource === 'users' && name === 'bob'
      return { allowed: isBob || user.groups.includes('system:masters') }
    },
  }
  const rules = {
    rulesFor: async () => ({ resourceRules: [], nonResourceRules: [], incomplete: false }),
  }
  const storages = createReviews({ authorizer, mapAttributes: (attributes) => attributes, rules })
  const server = await startServer(t, { authorizer, storages })
  const alice = server.clientOf(server.ca.issue({ commonName: 'alice' }))
  return { ...server, alice }
}
