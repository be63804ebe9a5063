import t from 'tap'
import type { PolicyRule } from '../../../../apiserver/api/kinds/rbac/policy-rule.ts'
import type { Attributes, UserInfo } from '../../../../apiserver/auth/types.ts'
import { binding, FakeSource, role, rule } from './objects.ts'
import { openRbac } from '../../../../apiserver/auth/rbac/rbac-authorizer.ts'

const alice: UserInfo = { name: 'alice', groups: ['ops'] }
const asked = (resource: string): Attributes => ({
  kind: 'resource',
  verb: 'get',
  group: '',
  version: 'v1',
  resource,
  namespace: 'a',
})
/** Rules that never allow what is asked, and cannot be told apart from such as do by the resource. */
const named = (count: number, resource = 'x'): readonly PolicyRule[] =>
  Array.from({ length: count }, (_, n) => rule('get', resource, { resourceNames: [`n${n}`] }))
const inA = (name: string, to: string) => binding({ namespace: 'a', name, to, subjects: ['User:alice'] })
const times = <T>(count: number, make: (n: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, n) => make(n))

t.test('a role is looked at once, however many bindings lead to it', async (t) => {
  const bindings = times(20, (n) => inA(`b${n}`, 'Role/big'))
  const source = new FakeSource([role('big', named(10_000), 'a'), ...bindings])
  const { authorizer, resolver } = openRbac(source)
  t.strictSame(await authorizer.authorize(alice, asked('x')), { allowed: false }, '200000 would have been too many')
  t.equal(resolver.rulesFor(alice, 'a').rules.length, 10_000)
  source.put(role('big', [rule('get', 'x')], 'a'))
  for (const one of bindings.slice(1)) {
    source.remove(one)
    t.ok((await authorizer.authorize(alice, asked('x'))).allowed, 'the others still lead to it')
  }
  const [last] = bindings
  if (last) source.remove(last)
  t.notOk((await authorizer.authorize(alice, asked('x'))).allowed)
})

t.test('too many rules about one thing are refused with a reason, in their own namespace alone', async (t) => {
  const roles = times(6, (n) => role(`r${n}`, named(10_000), 'a'))
  const everywhere = [role('c', [rule('get', 'z')]), binding({ to: 'ClusterRole/c', subjects: ['User:alice'] })]
  const { authorizer } = openRbac(
    new FakeSource([...roles, ...times(6, (n) => inA(`b${n}`, `Role/r${n}`)), ...everywhere]),
  )
  t.match(await authorizer.authorize(alice, asked('x')), { allowed: false, reason: /more than 50000 rules/ })
  t.match(await authorizer.authorize(alice, asked('z')), { allowed: true })
})

t.test('rules about other things cost a question nothing', async (t) => {
  const roles = times(6, (n) => role(`r${n}`, [...named(10_000, `y${n}`), ...(n === 5 ? [rule('get', 'x')] : [])], 'a'))
  const { authorizer } = openRbac(new FakeSource([...roles, ...times(6, (n) => inA(`b${n}`, `Role/r${n}`))]))
  t.match(await authorizer.authorize(alice, asked('x')), { allowed: true })
})

t.test('a reason names so many missing roles and no more', async (t) => {
  const { authorizer } = openRbac(new FakeSource(times(1000, (n) => inA(`b${n}`, `Role/lost${n}`))))
  const { reason = '' } = await authorizer.authorize(alice, asked('x'))
  t.equal(reason.match(/not found/g)?.length, 100)
})

t.test('a role is compared with many rules as long as that takes a moment', async (t) => {
  const held = [role('big', named(10_000), 'a'), inA('b', 'Role/big')]
  const { guard } = openRbac(new FakeSource(held))
  const check = (resource: string) => guard.checkRole(alice, role('r', named(2000, resource), 'a'), undefined)
  const startedAt = process.cpuUsage()
  const refusal = await check('x')
  t.match(refusal, { why: /^the role has 2000 single permissions, more than can be compared/ })
  t.match(await check('y'), { why: /permissions not currently held/ }, 'others are told apart at once')
  t.equal(await guard.checkRole(alice, role('r', named(100), 'a'), undefined), undefined)
  t.comment(`${process.cpuUsage(startedAt).user / 1000} ms`)
})

t.test('of very many rules a user is told the first', async (t) => {
  const roles = times(3, (n) => role(`r${n}`, named(10_000), 'a'))
  const { resolver } = openRbac(new FakeSource([...roles, ...times(3, (n) => inA(`b${n}`, `Role/r${n}`))]))
  const { rules, evaluationError } = resolver.rulesFor(alice, 'a')
  t.equal(rules.length, 20_000)
  t.match(evaluationError, /only 20000 of the rules/)
})
