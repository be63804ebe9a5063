import t from 'tap'
import { invalidError, toStatus } from '../../../../apiserver/api/meta/errors.ts'
import { namespaceKind } from '../../../../apiserver/api/kinds.ts'
import type { KubeObject } from '../../../../apiserver/api/meta/object.ts'

function namespace(metadata: KubeObject['metadata']): KubeObject {
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata }
  namespaceKind.applyDefaults(object)
  return object
}

t.test('a namespace is named by a label and is in none itself', async (t) => {
  t.same(namespaceKind.validate(namespace({ name: 'edge' })), [])
  for (const name of ['a.b', 'A', 'x'.repeat(64)]) {
    t.match(namespaceKind.validate(namespace({ name })), [{ reason: 'FieldValueInvalid', field: 'metadata.name' }])
  }
  t.match(namespaceKind.validate(namespace({ name: 'a', namespace: 'b' })), [{ reason: 'FieldValueForbidden' }])
})

t.test('it shows its phase', async (t) => {
  t.same(namespaceKind.table.cells(namespace({ name: 'a' })), ['a', 'Active', { since: undefined }])
})

t.test('invalid objects are told as Kubernetes tells them', async (t) => {
  const causes = namespaceKind.validate(namespace({ name: 'a', namespace: 'b' }))
  t.same(toStatus(invalidError(namespaceKind.info, 'a', causes)), {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'Namespace "a" is invalid: metadata.namespace: Forbidden: not allowed on this type',
    reason: 'Invalid',
    details: { name: 'a', kind: 'Namespace', causes },
    code: 422,
  })
  const two = invalidError({ group: 'g.io', kind: 'K' }, '', [...causes, ...causes])
  t.match(two.message, /^K\.g\.io "" is invalid: \[metadata\.namespace: .*, metadata\.namespace: .*\]$/)
  t.same(two.details?.group, 'g.io')
})
