import t from 'tap'
import { checkSubdomain } from '../../../../apiserver/api/meta/names.ts'
import { validateMeta, validateMetaUpdate } from '../../../../apiserver/api/kind/validate-meta.ts'
import { CauseCollector } from '../../../../apiserver/api/schema/causes.ts'
import type { ObjectMeta } from '../../../../apiserver/api/meta/object.ts'

function fieldsOf(meta: Partial<ObjectMeta>, namespaced = true): string[] {
  const out = new CauseCollector()
  validateMeta(
    { name: 'x', ...(namespaced && { namespace: 'default' }), ...meta },
    { namespaced, nameRule: checkSubdomain },
    out,
  )
  return out.causes.map(({ reason, field }) => `${reason} ${field}`)
}

function updateFieldsOf(next: Partial<ObjectMeta>, old: Partial<ObjectMeta>): string[] {
  const out = new CauseCollector()
  validateMetaUpdate({ name: 'x', ...next }, { name: 'x', ...old }, out)
  return out.causes.map(({ reason, field }) => `${reason} ${field}`)
}

t.test('ordinary metadata is valid', async (t) => {
  t.same(
    fieldsOf({ labels: { app: 'x' }, annotations: { 'a.b/C': 'anything at all' }, finalizers: ['example.com/x'] }),
    [],
  )
  t.same(fieldsOf({}, false), [])
})

t.test('a name, or a prefix for one, is required', async (t) => {
  t.same(fieldsOf({ name: '' }), ['FieldValueRequired metadata.name'])
  t.same(fieldsOf({ name: '', generateName: 'device-' }), [])
  t.same(fieldsOf({ name: 'Bad', generateName: '-bad' }), [
    'FieldValueInvalid metadata.generateName',
    'FieldValueInvalid metadata.name',
  ])
})

t.test('namespaced kinds need a namespace, others must not have one', async (t) => {
  t.same(fieldsOf({ namespace: '' }), ['FieldValueRequired metadata.namespace'])
  t.same(fieldsOf({ namespace: 'a.b' }), ['FieldValueInvalid metadata.namespace'])
  t.same(fieldsOf({ namespace: 'x' }, false), ['FieldValueForbidden metadata.namespace'])
})

t.test('labels: keys and values', async (t) => {
  t.same(fieldsOf({ labels: { '-': 'ok', good: 'not ok' } }), [
    'FieldValueInvalid metadata.labels',
    'FieldValueInvalid metadata.labels',
  ])
})

t.test('annotations may be 256 KiB together', async (t) => {
  const half = 'x'.repeat(128 * 1024 - 1)
  t.same(fieldsOf({ annotations: { a: half, b: half } }), [])
  t.same(fieldsOf({ annotations: { a: half, b: half, c: '' } }), ['FieldValueTooLong metadata.annotations'])
  t.same(fieldsOf({ annotations: { ' ': '' } }), ['FieldValueInvalid metadata.annotations'])
})

t.test('finalizers are qualified names, and only one of the two of deletions', async (t) => {
  t.same(fieldsOf({ finalizers: ['foregroundDeletion', 'not good'] }), ['FieldValueInvalid metadata.finalizers[1]'])
  t.same(fieldsOf({ finalizers: ['foregroundDeletion', 'orphan'] }), ['FieldValueInvalid metadata.finalizers'])
})

t.test('owners are complete, and one of them controls at most', async (t) => {
  const owner = { apiVersion: 'v1', kind: 'Namespace', name: 'x', uid: '1', controller: true }
  t.same(fieldsOf({ ownerReferences: [owner] }), [])
  t.same(fieldsOf({ ownerReferences: [{ ...owner, kind: '', uid: '', apiVersion: 'a/b/c' }] }), [
    'FieldValueInvalid metadata.ownerReferences[0].kind',
    'FieldValueInvalid metadata.ownerReferences[0].uid',
    'FieldValueInvalid metadata.ownerReferences[0].apiVersion',
  ])
  t.same(fieldsOf({ ownerReferences: [owner, { ...owner, uid: '2' }] }), ['FieldValueInvalid metadata.ownerReferences'])
})

t.test('what identifies an object never changes', async (t) => {
  const old = { name: 'x', namespace: 'a', uid: '1', creationTimestamp: '2026-01-01T00:00:00Z' }
  t.same(updateFieldsOf(old, old), [])
  t.same(updateFieldsOf({ name: 'y', namespace: 'b', uid: '2', creationTimestamp: '2027-01-01T00:00:00Z' }, old), [
    'FieldValueInvalid metadata.name',
    'FieldValueInvalid metadata.namespace',
    'FieldValueInvalid metadata.uid',
    'FieldValueInvalid metadata.creationTimestamp',
  ])
})

t.test('an object that is being deleted takes no new finalizers, and gives up old ones', async (t) => {
  const old = { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['a/b', 'c/d'] }
  t.same(updateFieldsOf({ ...old, finalizers: ['a/b'] }, old), [])
  t.same(updateFieldsOf({ ...old, finalizers: ['a/b', 'e/f'] }, old), ['FieldValueForbidden metadata.finalizers'])
})
