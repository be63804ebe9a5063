import t from 'tap'
import { applyMergePatch } from '../../../../apiserver/api/patch/patch.ts'
import { admin, asStored, device, inDefault, namespace, openWorld, refusal } from '../fixtures.ts'

t.test('the namespace default exists from the start, and cannot be deleted', async (t) => {
  const { registry } = await openWorld(t)
  const { object } = await registry.namespaces.get({ name: 'default' })
  t.match(object, { status: { phase: 'Active' }, metadata: { labels: { 'kubernetes.io/metadata.name': 'default' } } })
  const error = await refusal(registry.namespaces.delete({ name: 'default' }, {}, admin))
  t.equal(error.code, 403)
  t.equal(error.message, 'namespaces "default" is forbidden: this namespace may not be deleted')
})

t.test('a new namespace is Active, named by a label, and held until it is empty', async (t) => {
  const { registry } = await openWorld(t)
  const given = { ...namespace('a'), spec: { finalizers: ['x.io/mine'] }, status: { phase: 'Terminating' } }
  const { object } = await registry.namespaces.create({}, given, admin)
  t.strictSame(object['spec'], { finalizers: ['kubernetes'] })
  t.strictSame(object['status'], { phase: 'Active' })
  t.strictSame(object.metadata.labels, { 'kubernetes.io/metadata.name': 'a' })
  t.equal(object.metadata.generation, undefined)
  const patch = { metadata: { labels: { 'kubernetes.io/metadata.name': null, x: 'y' } }, spec: { finalizers: [] } }
  const patched = await registry.namespaces.update({ name: 'a' }, (one) => applyMergePatch(one, patch), admin)
  t.strictSame(patched.object.metadata.labels, { 'kubernetes.io/metadata.name': 'a', x: 'y' })
  t.strictSame(patched.object['spec'], { finalizers: ['kubernetes'] })
})

t.test('a namespace may be replaced without naming a version', async (t) => {
  const { registry } = await openWorld(t)
  await registry.namespaces.create({}, namespace('a'), admin)
  const labels = { x: 'y' }
  const stored = await registry.namespaces.update(
    { name: 'a' },
    () => ({ ...namespace('a'), metadata: { name: 'a', labels } }),
    admin,
  )
  t.match(stored.object.metadata.labels, labels)
})

t.test('nothing is created in a namespace that does not exist or is being deleted', async (t) => {
  const { registry } = await openWorld(t)
  const missing = await refusal(registry.edgeDevices.create({ namespace: 'a' }, device('d'), admin))
  t.equal(missing.code, 404)
  t.equal(missing.message, 'namespaces "a" not found')
  t.strictSame(missing.details, { name: 'a', kind: 'namespaces' })
  await registry.namespaces.create({}, namespace('a'), admin)
  await registry.edgeDevices.create({ namespace: 'a' }, device('d'), admin)
  const terminating = asStored(await registry.namespaces.delete({ name: 'a' }, {}, admin))
  t.match(terminating.object, { status: { phase: 'Terminating' }, metadata: { deletionTimestamp: /Z$/ } })
  const refused = await refusal(registry.edgeDevices.create({ namespace: 'a' }, device('e'), admin))
  t.equal(refused.code, 403)
  t.equal(
    refused.message,
    'edgedevices.aranya.arhat.dev "e" is forbidden: unable to create new content in namespace a because it is being terminated',
  )
  t.match(refused.details?.causes, [{ reason: 'NamespaceTerminating', field: 'metadata.namespace' }])
  await registry.edgeDevices.delete({ namespace: 'a', name: 'd' }, {}, admin)
  t.equal((await refusal(registry.edgeDevices.create({}, device('e'), admin))).code, 400, 'no namespace at all')
})

t.test('a namespace goes when it is released, but not one that nobody deleted, or another of its name', async (t) => {
  const { registry } = await openWorld(t)
  const { metadata } = (await registry.namespaces.create({}, namespace('a'), admin)).object
  await registry.namespaces.release({ name: 'a' }, metadata.uid ?? '')
  t.ok(registry.namespaces.peek({ name: 'a' }), 'nobody deleted it')
  await registry.namespaces.delete({ name: 'a' }, {}, admin)
  await registry.namespaces.release({ name: 'a' }, 'another')
  t.ok(registry.namespaces.peek({ name: 'a' }), 'another one was meant')
  await registry.namespaces.release({ name: 'a' }, metadata.uid ?? '')
  t.equal(registry.namespaces.peek({ name: 'a' }), undefined)
  const held = { ...namespace('b'), metadata: { name: 'b', finalizers: ['x.io/y'] } }
  const { uid = '' } = (await registry.namespaces.create({}, held, admin)).object.metadata
  await registry.namespaces.delete({ name: 'b' }, {}, admin)
  await registry.namespaces.release({ name: 'b' }, uid)
  t.ok(registry.namespaces.peek({ name: 'b' }), 'a finalizer keeps it')
  await registry.namespaces.update(
    { name: 'b' },
    (one) => applyMergePatch(one, { metadata: { finalizers: [] } }),
    admin,
  )
  t.equal(registry.namespaces.peek({ name: 'b' }), undefined)
  t.equal(registry.edgeDevices.peekAll(inDefault.namespace).items.length, 0)
})

t.test('namespaces are deleted one by one', async (t) => {
  const { registry } = await openWorld(t)
  const oneByOne = registry.storages.filter(({ deleteCollection }) => deleteCollection === undefined)
  t.strictSame(
    oneByOne.map(({ info }) => info.resource),
    ['namespaces'],
  )
})
