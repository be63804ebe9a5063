import t from 'tap'
import { toForbidden } from '../../../apiserver/auth/errors.ts'
import type { Attributes } from '../../../apiserver/auth/types.ts'

const user = { name: 'x', groups: [] }
const list: Attributes = { kind: 'resource', verb: 'list', group: 'g.dev', version: 'v1', resource: 'things' }

function messageOf(attributes: Attributes, reason?: string): string {
  return toForbidden(user, attributes, { allowed: false, ...(reason !== undefined && { reason }) }).message
}

t.test('a refusal has the words that Kubernetes has', async (t) => {
  t.equal(
    messageOf({ ...list, namespace: 'default' }),
    'things.g.dev is forbidden: User "x" cannot list resource "things" in API group "g.dev" in the namespace "default"',
  )
  t.equal(
    messageOf(list, 'no role'),
    'things.g.dev is forbidden: User "x" cannot list resource "things" in API group "g.dev" at the cluster scope: no role',
  )
  t.equal(
    messageOf({ ...list, verb: 'create', group: '', resource: 'pods', subresource: 'exec', name: 'p', namespace: 'n' }),
    'pods "p" is forbidden: User "x" cannot create resource "pods/exec" in API group "" in the namespace "n"',
  )
  t.equal(messageOf({ kind: 'nonresource', verb: 'get', path: '/apis' }), 'forbidden: User "x" cannot get path "/apis"')
})

t.test('the details name the resource', async (t) => {
  const { details, code } = toForbidden(user, { ...list, name: 'one' }, { allowed: false })
  t.same(details, { name: 'one', group: 'g.dev', kind: 'things' })
  t.equal(code, 403)
})
