import t from 'tap'
import type { KubeObject } from '../../../../apiserver/api/meta/object.ts'
import type { PolicyRule } from '../../../../apiserver/api/kinds/rbac/policy-rule.ts'
import type { Attributes, UserInfo } from '../../../../apiserver/auth/types.ts'
import { StorageError } from '../../../../apiserver/storage/errors.ts'
import { binding, FakeSource, role, rule } from './objects.ts'
import { openRbac } from '../../../../apiserver/auth/rbac/rbac-authorizer.ts'

const alice: UserInfo = { name: 'alice', groups: ['ops', 'system:authenticated'] }

/** `get pods`, `create pods/exec`, `get pods in ns named x`, `get /path`. */
function attributes(text: string, more: Partial<Attributes> = {}): Attributes {
  const [verb = '', what = ''] = text.split(' ')
  if (what.startsWith('/')) return { kind: 'nonresource', verb, path: what }
  const [resource = '', subresource] = what.split('/')
  return {
    kind: 'resource',
    verb,
    group: '',
    version: 'v1',
    resource,
    ...(subresource !== undefined && { subresource }),
    ...more,
  } as Attributes
}

async function asks(objects: readonly KubeObject[], asked: Attributes, user = alice): Promise<boolean> {
  const { authorizer } = openRbac(new FakeSource(objects))
  return (await authorizer.authorize(user, asked)).allowed
}

// What Kubernetes' documentation says of rules, line by line.
const table: readonly (readonly [string, PolicyRule, string, Partial<Attributes>, boolean])[] = [
  ['the verb', rule('get', 'pods'), 'get pods', {}, true],
  ['another verb', rule('get', 'pods'), 'list pods', {}, false],
  ['a verb in another case', rule('get', 'pods'), 'GET pods', {}, false],
  ['all verbs', rule('*', 'pods'), 'frobnicate pods', {}, true],
  ['no verbs', { apiGroups: [''], resources: ['pods'] }, 'get pods', {}, false],
  ['another resource', rule('get', 'pods'), 'get nodes', {}, false],
  ['a resource with the same beginning', rule('get', 'pods'), 'get podsx', {}, false],
  ['all resources', rule('get', '*'), 'get nodes', {}, true],
  ['all resources, a subresource', rule('get', '*'), 'get pods/log', {}, true],
  ['a resource is not its subresources', rule('create', 'pods'), 'create pods/exec', {}, false],
  ['a subresource is not its resource', rule('get', 'pods/log'), 'get pods', {}, false],
  ['the subresource', rule('get', 'pods/log'), 'get pods/log', {}, true],
  ['a star after a slash is no wildcard', rule('get', 'pods/*'), 'get pods/log', {}, false],
  ['a star before a slash is one', rule('get', '*/log'), 'get pods/log', {}, true],
  ['and stands for subresources alone', rule('get', '*/log'), 'get log', {}, false],
  ['of that name alone', rule('get', '*/log'), 'get pods/exec', {}, false],
  ['two stars are a text', rule('get', '*/*'), 'get pods/log', {}, false],
  ['the group', rule('get', 'x', { apiGroups: ['a.b'] }), 'get x', { group: 'a.b' }, true],
  ['another group', rule('get', 'x', { apiGroups: ['a.b'] }), 'get x', {}, false],
  ['all groups', rule('get', 'x', { apiGroups: ['*'] }), 'get x', { group: 'a.b' }, true],
  ['no groups', { verbs: ['get'], resources: ['x'] }, 'get x', {}, false],
  ['part of a group is none', rule('get', 'x', { apiGroups: ['*.b'] }), 'get x', { group: 'a.b' }, false],
  ['a name', rule('get', 'x', { resourceNames: ['n'] }), 'get x', { name: 'n' }, true],
  ['another name', rule('get', 'x', { resourceNames: ['n'] }), 'get x', { name: 'm' }, false],
  ['no name, where names are listed', rule('list', 'x', { resourceNames: ['n'] }), 'list x', {}, false],
  ['a star is a name', rule('get', 'x', { resourceNames: ['*'] }), 'get x', { name: 'm' }, false],
  ['an empty name is a name', rule('list', 'x', { resourceNames: [''] }), 'list x', {}, true],
  ['a path', { verbs: ['get'], nonResourceURLs: ['/a'] }, 'get /a', {}, true],
  ['a longer path', { verbs: ['get'], nonResourceURLs: ['/a'] }, 'get /a/b', {}, false],
  ['a star at the end of a path', { verbs: ['get'], nonResourceURLs: ['/a/*'] }, 'get /a/b/c', {}, true],
  ['which needs the slash', { verbs: ['get'], nonResourceURLs: ['/a/*'] }, 'get /a', {}, false],
  ['a star without a slash', { verbs: ['get'], nonResourceURLs: ['/a*'] }, 'get /abc', {}, true],
  ['a star in the middle is a text', { verbs: ['get'], nonResourceURLs: ['/a/*/c'] }, 'get /a/b/c', {}, false],
  ['all paths', { verbs: ['*'], nonResourceURLs: ['*'] }, 'post /x', {}, true],
  ['all resources are no paths', rule('*', '*', { apiGroups: ['*'] }), 'get /x', {}, false],
  ['all paths are no resources', { verbs: ['*'], nonResourceURLs: ['*'] }, 'get pods', {}, false],
]

t.test('rules mean what they mean in Kubernetes', async (t) => {
  const to = 'ClusterRole/r'
  for (const [title, one, what, more, allowed] of table) {
    const objects = [role('r', [one]), binding({ to, subjects: ['User:alice'] })]
    t.equal(await asks(objects, attributes(what, more)), allowed, title)
  }
})

t.test('a binding means users, groups and service accounts', async (t) => {
  const objects = (...subjects: string[]) => [role('r', [rule('get', 'x')]), binding({ to: 'ClusterRole/r', subjects })]
  const get = attributes('get x')
  t.ok(await asks(objects('User:bob', 'User:alice'), get))
  t.ok(await asks(objects('Group:ops'), get))
  t.notOk(await asks(objects('Group:alice', 'User:ops', 'User:Alice', 'User:*'), get))
  const account: UserInfo = { name: 'system:serviceaccount:a:robot', groups: [] }
  t.ok(await asks(objects('ServiceAccount:a/robot'), get, account))
  t.ok(await asks(objects('User:system:serviceaccount:a:robot'), get, account))
  t.notOk(await asks(objects('ServiceAccount:b/robot', 'ServiceAccount:/robot'), get, account))
})

t.test('a RoleBinding grants in its namespace alone, whichever role it binds', async (t) => {
  const objects = [
    role('r', [rule('get', 'x'), { verbs: ['get'], nonResourceURLs: ['/x'] }]),
    role('r', [rule('get', 'y')], 'a'),
    role('r', [rule('get', 'z')], 'b'),
    binding({ namespace: 'a', to: 'ClusterRole/r', subjects: ['User:alice', 'ServiceAccount:/robot'] }),
    binding({ namespace: 'a', name: 'c', to: 'Role/r', subjects: ['User:alice'] }),
  ]
  t.ok(await asks(objects, attributes('get x', { namespace: 'a' })))
  t.ok(await asks(objects, attributes('get y', { namespace: 'a' })))
  t.notOk(await asks(objects, attributes('get z', { namespace: 'a' })))
  t.notOk(await asks(objects, attributes('get x', { namespace: 'b' })))
  t.notOk(await asks(objects, attributes('get x')), 'nor in all namespaces at once')
  t.notOk(await asks(objects, attributes('get /x')))
  const robot: UserInfo = { name: 'system:serviceaccount:a:robot', groups: [] }
  t.ok(await asks(objects, attributes('get x', { namespace: 'a' }), robot), 'its own namespace is meant')
})

t.test('reasons are those of kube-apiserver', async (t) => {
  const { authorizer } = openRbac(
    new FakeSource([
      role('r', [rule('get', 'x')]),
      binding({ to: 'ClusterRole/gone', subjects: ['User:alice'] }),
      binding({ name: 'again', to: 'ClusterRole/gone', subjects: ['User:alice'] }),
      binding({ namespace: 'a', to: 'Role/lost', subjects: ['Group:ops'] }),
      binding({ namespace: 'a', name: 'c', to: 'ClusterRole/r', subjects: ['Group:ops'] }),
    ]),
  )
  const ask = (text: string, namespace: string) => authorizer.authorize(alice, attributes(text, { namespace }))
  t.strictSame(await ask('get x', 'a'), {
    allowed: true,
    reason: 'RBAC: allowed by RoleBinding "c/a" of ClusterRole "r" to Group "ops"',
  })
  t.strictSame(await ask('get x', 'b'), {
    allowed: false,
    reason: 'RBAC: clusterrole.rbac.authorization.k8s.io "gone" not found',
  })
  t.strictSame(await ask('get y', 'a'), {
    allowed: false,
    reason:
      'RBAC: [clusterrole.rbac.authorization.k8s.io "gone" not found, role.rbac.authorization.k8s.io "lost" not found]',
  })
  t.strictSame(await authorizer.authorize({ name: 'bob', groups: [] }, attributes('get x')), { allowed: false })
})

t.test('a change counts at once', async (t) => {
  const source = new FakeSource([role('r', [rule('get', 'x')])])
  const { authorizer, close } = openRbac(source)
  const may = async (text: string) => (await authorizer.authorize(alice, attributes(text))).allowed
  const bound = binding({ to: 'ClusterRole/r', subjects: ['User:alice', 'User:alice', 'Group:ops'] })
  t.notOk(await may('get x'))
  source.put(bound)
  t.ok(await may('get x'))
  source.put(role('r', [rule('get', 'y')]))
  t.notOk(await may('get x'))
  t.ok(await may('get y'))
  source.put({ ...bound, subjects: [] })
  t.notOk(await may('get y'))
  source.put(bound)
  source.remove(role('r', []))
  t.notOk(await may('get y'))
  source.put(role('r', [rule('get', 'y')]))
  t.ok(await may('get y'))
  source.remove(bound)
  t.notOk(await may('get y'))
  close()
  source.put(bound)
  t.notOk(await may('get y'), 'nobody follows any more')
})

t.test('masters may do everything, also when the store is lost; the others are refused then', async (t) => {
  const source = new FakeSource()
  source.getObject = () => {
    throw new StorageError('unavailable', 'gone')
  }
  const { authorizer } = openRbac(source)
  const master: UserInfo = { name: 'root', groups: ['system:masters'] }
  t.match(await authorizer.authorize(master, attributes('delete x')), { allowed: true })
  await t.rejects(authorizer.authorize(alice, attributes('get x')), { code: 503, reason: 'ServiceUnavailable' })
})

t.test('what a user has is told rule by rule, with what was missing', async (t) => {
  const { resolver } = openRbac(
    new FakeSource([
      role('r', [rule('get', 'x')]),
      role('s', [rule('get', 'y')], 'a'),
      binding({ to: 'ClusterRole/r', subjects: ['Group:ops'] }),
      binding({ namespace: 'a', to: 'Role/s', subjects: ['User:alice'] }),
      binding({ namespace: 'a', name: 'c', to: 'Role/lost', subjects: ['User:alice'] }),
    ]),
  )
  t.strictSame(resolver.rulesFor(alice, ''), {
    rules: [rule('get', 'x')],
    missingRoles: [],
    evaluationError: undefined,
  })
  t.strictSame(resolver.rulesFor(alice, 'a'), {
    rules: [rule('get', 'x'), rule('get', 'y')],
    missingRoles: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'lost' }],
    evaluationError: 'role.rbac.authorization.k8s.io "lost" not found',
  })
  t.strictSame(resolver.rulesFor({ name: 'bob', groups: [] }, 'a').rules, [])
})

t.test('an answer costs the same, however much there is that is not the user’s', async (t) => {
  const rules = Array.from({ length: 40 }, (_, n) => rule('get list watch create update', `a${n} b${n} c${n}`))
  const worldOf = (count: number) => {
    const bindings = Array.from({ length: count }, (_, n) =>
      binding({ namespace: `ns-${n % 500}`, name: `b${n}`, to: 'ClusterRole/r', subjects: [`User:u${n}`] }),
    )
    return openRbac(new FakeSource([role('r', rules), ...bindings])).authorizer
  }
  const user: UserInfo = { name: 'u7', groups: ['a', 'b', 'system:authenticated'] }
  const asked = attributes('update c39', { namespace: 'ns-7' })
  const rounds = 2000
  const microsOf = async (authorizer: ReturnType<typeof worldOf>): Promise<number> => {
    const startedAt = process.cpuUsage()
    for (let n = 0; n < rounds; n++) await authorizer.authorize(user, asked)
    return process.cpuUsage(startedAt).user / rounds
  }
  const worlds = [worldOf(10), worldOf(20_000)]
  t.match(await worlds[1]?.authorize(user, asked), { allowed: true })
  const least = [Infinity, Infinity]
  for (let turn = 0; turn < 10; turn++) {
    for (const [index, world] of worlds.entries()) least[index] = Math.min(least[index] ?? 0, await microsOf(world))
  }
  const [few = 0, many = 0] = least
  t.comment(`${few.toFixed(1)} µs, and among 20000 bindings ${many.toFixed(1)} µs: the last of 40 rules allows it`)
  t.ok(many < few * 20, 'looking at each binding would take a thousand times as long')
})
