import t from 'tap'
import { ApiError } from '../../../../apiserver/api/meta/errors.ts'
import { namespaceKind } from '../../../../apiserver/api/kinds.ts'
import { applyStrategicMergePatch } from '../../../../apiserver/api/patch/strategic-merge-patch.ts'
import type { KubeObject } from '../../../../apiserver/api/meta/object.ts'

function namespace(): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: 'x',
      labels: { a: 'b', c: 'd' },
      finalizers: ['x.io/a', 'x.io/b'],
      ownerReferences: [
        { apiVersion: 'v1', kind: 'Node', name: 'one', uid: '1' },
        { apiVersion: 'v1', kind: 'Node', name: 'two', uid: '2' },
      ],
    },
    spec: { finalizers: ['kubernetes'] },
  }
}

function metadataAfter(metadata: object): KubeObject['metadata'] {
  const before = namespace()
  const after = applyStrategicMergePatch(before, { metadata }, namespaceKind.schema)
  t.same(before, namespace(), 'what is patched stays as it was')
  return after.metadata
}

t.test('maps are merged, and null removes', async (t) => {
  t.same(metadataAfter({ labels: { a: null, e: 'f' } }).labels, { c: 'd', e: 'f' })
  t.equal(metadataAfter({ labels: null }).labels, undefined)
  t.same(metadataAfter({ labels: { $patch: 'replace', e: 'f' } }).labels, { e: 'f' })
  t.same(metadataAfter({ labels: { $patch: 'delete' } }).labels, {})
  t.same(metadataAfter({ labels: { $retainKeys: ['c', 'e'], e: 'f' } }).labels, { c: 'd', e: 'f' })
})

t.test('lists are merged as the schema says', async (t) => {
  t.same(metadataAfter({ finalizers: ['x.io/b', 'x.io/c'] }).finalizers, ['x.io/a', 'x.io/b', 'x.io/c'])
  const removal = { '$deleteFromPrimitiveList/finalizers': ['x.io/a'], '$setElementOrder/finalizers': ['x.io/b'] }
  t.same(metadataAfter(removal).finalizers, ['x.io/b'])
  t.equal('$setElementOrder/finalizers' in metadataAfter(removal), false)
  const owners = metadataAfter({ ownerReferences: [{ uid: '2', name: 'other' }, { uid: '3' }] }).ownerReferences
  t.strictSame(
    owners?.map(({ uid, name }) => [uid, name]),
    [
      ['1', 'one'],
      ['2', 'other'],
      ['3', undefined],
    ],
  )
  t.match(metadataAfter({ ownerReferences: [{ uid: '1', $patch: 'delete' }] }).ownerReferences, [{ uid: '2' }])
  t.same(metadataAfter({ ownerReferences: [{ $patch: 'replace' }, { uid: '3' }] }).ownerReferences, [{ uid: '3' }])
  const spec = applyStrategicMergePatch(namespace(), { spec: { finalizers: ['other'] } }, namespaceKind.schema)['spec']
  t.same(spec, { finalizers: ['other'] }, 'an atomic list is replaced')
})

t.test('what is no strategic merge patch is refused', async (t) => {
  const refuse = (patch: unknown, reason: string) => {
    try {
      applyStrategicMergePatch(namespace(), patch, namespaceKind.schema)
      t.fail('accepted')
    } catch (error) {
      t.ok(error instanceof ApiError)
      t.match(error, { reason })
    }
  }
  refuse([], 'BadRequest')
  refuse({ metadata: { $patch: 'explode' } }, 'BadRequest')
  refuse({ metadata: { ownerReferences: [{ name: 'nobody' }] } }, 'BadRequest')
  refuse({ metadata: null }, 'Invalid')
})
