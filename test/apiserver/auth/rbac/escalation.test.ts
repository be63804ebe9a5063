import t from 'tap'
import type { KubeObject } from '../../../../apiserver/api/meta/object.ts'
import type { PolicyRule } from '../../../../apiserver/api/kinds/rbac/policy-rule.ts'
import type { BindingObject } from '../../../../apiserver/api/kinds/rbac/role-binding.ts'
import { findMissing } from '../../../../apiserver/auth/rbac/covers.ts'
import type { Refusal } from '../../../../apiserver/auth/rbac/escalation.ts'
import type { UserInfo } from '../../../../apiserver/auth/types.ts'
import { binding, FakeSource, role, rule } from './objects.ts'
import { openRbac } from '../../../../apiserver/auth/rbac/rbac-authorizer.ts'

const alice: UserInfo = { name: 'alice', groups: ['ops', 'system:authenticated'] }
const rbacGroup = 'rbac.authorization.k8s.io'

/** A guard for a world in which alice has `held` everywhere. */
function guardOf(held: readonly PolicyRule[], ...more: readonly KubeObject[]) {
  const objects = [role('held', held), binding({ to: 'ClusterRole/held', subjects: ['User:alice'] }), ...more]
  return openRbac(new FakeSource(objects)).guard
}

const why = (refusal: Refusal | undefined): string | undefined =>
  refusal && ('why' in refusal ? refusal.why : 'missing')

// Who has the first may give the second, or not.
const table: readonly (readonly [PolicyRule, PolicyRule, boolean])[] = [
  [rule('get list', 'pods'), rule('get', 'pods'), true],
  [rule('get', 'pods'), rule('get list', 'pods'), false],
  [rule('*', 'pods'), rule('get', 'pods'), true],
  [rule('get', 'pods'), rule('*', 'pods'), false],
  [rule('get', '*'), rule('get', 'pods pods/log'), true],
  [rule('get', 'pods pods/log'), rule('get', '*'), false],
  [rule('get', '*/log'), rule('get', 'pods/log'), true],
  [rule('get', 'pods/log'), rule('get', '*/log'), false],
  [rule('get', '*/log'), rule('get', 'pods'), false],
  [rule('get', 'x', { apiGroups: ['*'] }), rule('get', 'x', { apiGroups: ['a', 'b'] }), true],
  [rule('get', 'x', { apiGroups: ['a'] }), rule('get', 'x', { apiGroups: ['*'] }), false],
  [rule('get', 'x'), rule('get', 'x', { resourceNames: ['n'] }), true],
  [rule('get', 'x', { resourceNames: ['n'] }), rule('get', 'x'), false],
  [rule('get', 'x', { resourceNames: ['n', 'm'] }), rule('get', 'x', { resourceNames: ['n'] }), true],
  [rule('get', 'x', { resourceNames: ['n'] }), rule('get', 'x', { resourceNames: ['n', 'm'] }), false],
  [{ verbs: ['get'], nonResourceURLs: ['/a/*'] }, { verbs: ['get'], nonResourceURLs: ['/a/b', '/a/*'] }, true],
  [{ verbs: ['get'], nonResourceURLs: ['/a/b'] }, { verbs: ['get'], nonResourceURLs: ['/a/*'] }, false],
  [{ verbs: ['*'], nonResourceURLs: ['*'] }, { verbs: ['post'], nonResourceURLs: ['/x'] }, true],
  [rule('*', '*', { apiGroups: ['*'] }), { verbs: ['get'], nonResourceURLs: ['/x'] }, false],
]

t.test('who has some rules has others', async (t) => {
  for (const [held, wanted, covered] of table) {
    t.equal(findMissing([held], [wanted]).length === 0, covered, `${JSON.stringify(held)} ${JSON.stringify(wanted)}`)
  }
  t.strictSame(findMissing([rule('get', 'a'), rule('list', 'a')], [rule('get list', 'a')]), [], 'rules add up')
})

t.test('nobody writes a role with what they do not have, and is told so in the words of kube-apiserver', async (t) => {
  const guard = guardOf([rule('get', 'x')])
  const wanted = role('r', [rule('get list watch', 'x y'), { verbs: ['get'], nonResourceURLs: ['/m'] }])
  t.equal(
    why(await guard.checkRole(alice, wanted, undefined)),
    [
      'user "alice" (groups=["ops" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:',
      '{APIGroups:[""], Resources:["x"], Verbs:["list" "watch"]}',
      '{APIGroups:[""], Resources:["y"], Verbs:["get" "list" "watch"]}',
      '{NonResourceURLs:["/m"], Verbs:["get"]}',
    ].join('\n'),
  )
  t.equal(await guard.checkRole(alice, role('r', [rule('get', 'x')]), undefined), undefined)
  t.equal(await guard.checkRole({ name: 'root', groups: ['system:masters'] }, wanted, undefined), undefined)
})

t.test('the verb escalate allows any role of its kind, by name only where it is there already', async (t) => {
  const wanted = role('r', [rule('*', '*')])
  const escalate = (names?: readonly string[]): PolicyRule =>
    rule('escalate', 'clusterroles', { apiGroups: [rbacGroup], ...(names && { resourceNames: names }) })
  t.equal(await guardOf([escalate()]).checkRole(alice, wanted, undefined), undefined)
  t.not(await guardOf([escalate(['r'])]).checkRole(alice, wanted, undefined), undefined)
  t.equal(await guardOf([escalate(['r'])]).checkRole(alice, wanted, wanted), undefined)
  t.not(await guardOf([escalate()]).checkRole(alice, role('r', [rule('*', '*')], 'ns'), undefined), undefined)
})

t.test('an aggregationRule needs all that there is, whether it comes or goes', async (t) => {
  const plain = role('r', [])
  const aggregated = { ...plain, aggregationRule: { clusterRoleSelectors: [{}] } }
  const refused = 'must have cluster-admin privileges to use the aggregationRule'
  const most = guardOf([rule('get create update patch', '*', { apiGroups: ['*'] })])
  t.equal(why(await most.checkRole(alice, aggregated, undefined)), refused)
  t.equal(why(await most.checkRole(alice, plain, aggregated)), refused)
  const all = guardOf([rule('*', '*', { apiGroups: ['*'] }), { verbs: ['*'], nonResourceURLs: ['*'] }])
  t.equal(await all.checkRole(alice, aggregated, undefined), undefined)
})

t.test('nobody binds a role with what they do not have', async (t) => {
  const exec = role('exec', [rule('create', 'pods/exec')])
  const everywhere = binding({ to: 'ClusterRole/exec', subjects: [] }) as BindingObject
  const inA = binding({ namespace: 'a', to: 'ClusterRole/exec', subjects: [] }) as BindingObject
  t.match(
    why(await guardOf([], exec).checkBinding(alice, everywhere)),
    /Resources:\["pods\/exec"\], Verbs:\["create"\]/,
  )
  t.equal(await guardOf([rule('create', '*/exec')], exec).checkBinding(alice, everywhere), undefined)
  const local = binding({ namespace: 'a', name: 'l', to: 'ClusterRole/exec', subjects: ['User:alice'] })
  t.equal(await guardOf([], exec, local).checkBinding(alice, inA), undefined, 'what is held there may be given there')
  t.not(await guardOf([], exec, local).checkBinding(alice, everywhere), undefined)
  const lost = binding({ to: 'ClusterRole/lost', subjects: [] }) as BindingObject
  t.match(await guardOf([]).checkBinding(alice, lost), { missingRole: { name: 'lost' } })
})

t.test('the verb bind allows to bind a role, in the namespaces for which it was given', async (t) => {
  const all = role('all', [rule('*', '*')])
  const bind = rule('bind', 'clusterroles', { apiGroups: [rbacGroup], resourceNames: ['all'] })
  const everywhere = binding({ to: 'ClusterRole/all', subjects: [] }) as BindingObject
  const inA = binding({ namespace: 'a', to: 'ClusterRole/all', subjects: [] }) as BindingObject
  t.equal(await guardOf([bind], all).checkBinding(alice, everywhere), undefined)
  const local = [role('b', [bind], 'a'), binding({ namespace: 'a', name: 'l', to: 'Role/b', subjects: ['User:alice'] })]
  t.equal(await guardOf([], all, ...local).checkBinding(alice, inA), undefined)
  t.not(await guardOf([], all, ...local).checkBinding(alice, everywhere), undefined)
})

t.test('lists that multiply to millions are refused, not compared', async (t) => {
  const names = Array.from({ length: 1000 }, (_, n) => `n${n}`)
  const huge = role('r', [{ verbs: names, apiGroups: names, resources: names }])
  t.match(why(await guardOf([rule('get', 'x')]).checkRole(alice, huge, undefined)), /more than the 10000/)
})
