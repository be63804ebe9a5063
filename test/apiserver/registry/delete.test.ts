import t from 'tap'
import { everything, parseSelector } from '../../../apiserver/api/selectors/selectors.ts'
import type { KubeObject } from '../../../apiserver/api/meta/object.ts'
import { admin, asStored, device, inDefault, openWorld, refusal } from './fixtures.ts'

const key = { ...inDefault, name: 'a' }

function withoutFinalizer(name: string): (current: Readonly<KubeObject>) => KubeObject {
  return (current) => ({
    ...current,
    metadata: { ...current.metadata, finalizers: (current.metadata.finalizers ?? []).filter((one) => one !== name) },
  })
}

t.test('a delete without finalizers removes the object, and says which it was', async (t) => {
  const { registry } = await openWorld(t)
  const { object } = await registry.edgeDevices.create(inDefault, device('a'), admin)
  const status = await registry.edgeDevices.delete(key, {}, admin)
  t.strictSame(status, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name: 'a', group: 'aranya.arhat.dev', kind: 'edgedevices', uid: object.metadata.uid },
    code: 200,
  })
  t.equal(registry.edgeDevices.peek(key), undefined)
  t.equal(
    (await refusal(registry.edgeDevices.delete(key, {}, admin))).message,
    'edgedevices.aranya.arhat.dev "a" not found',
  )
})

t.test('a delete with another uid or version in mind does not happen', async (t) => {
  const { registry } = await openWorld(t)
  const { object } = await registry.edgeDevices.create(inDefault, device('a'), admin)
  const { uid, resourceVersion } = object.metadata
  for (const preconditions of [
    { uid: 'other' },
    { resourceVersion: '1' },
    { ...(uid && { uid }), resourceVersion: '1' },
  ]) {
    const error = await refusal(registry.edgeDevices.delete(key, { preconditions }, admin))
    t.equal(error.code, 409)
    t.match(error.message, /Precondition failed: (UID|ResourceVersion) in precondition: (other|1), /)
  }
  await registry.edgeDevices.delete(
    key,
    { preconditions: { ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) } },
    admin,
  )
  t.equal(registry.edgeDevices.peek(key), undefined)
})

t.test('finalizers keep an object, marked, until the last is taken away', async (t) => {
  const { registry, cache } = await openWorld(t)
  await registry.edgeDevices.create(
    inDefault,
    device('a', { metadata: { finalizers: ['x.io/one', 'x.io/two'] } }),
    admin,
  )
  const marked = asStored(await registry.edgeDevices.delete(key, {}, admin))
  t.match(marked.object.metadata, {
    deletionTimestamp: '2026-01-02T03:04:05Z',
    deletionGracePeriodSeconds: 0,
    generation: 2,
  })
  const revision = cache.progressRevision
  const again = asStored(await registry.edgeDevices.delete(key, {}, admin))
  t.equal(again.revision, marked.revision, 'a second delete changes nothing')
  t.equal(cache.progressRevision, revision)
  const added = (current: Readonly<KubeObject>): KubeObject => ({
    ...current,
    metadata: { ...current.metadata, finalizers: [...(current.metadata.finalizers ?? []), 'x.io/three'] },
  })
  t.match(await refusal(registry.edgeDevices.update(key, added, admin)), { code: 422, message: /no new finalizers/ })
  const inItsWay = await refusal(registry.edgeDevices.create(inDefault, device('a'), admin))
  t.equal(inItsWay.message, 'object is being deleted: edgedevices.aranya.arhat.dev "a" already exists')
  await registry.edgeDevices.update(key, withoutFinalizer('x.io/one'), admin)
  t.ok(registry.edgeDevices.peek(key))
  const last = await registry.edgeDevices.update(key, withoutFinalizer('x.io/two'), admin)
  t.equal(registry.edgeDevices.peek(key), undefined)
  t.equal(last.object.metadata.name, 'a')
  t.equal(last.object.metadata.finalizers, undefined, 'the answer is what was written, not what was there before')
  t.strictSame(JSON.parse(Buffer.from(last.bytes).toString()), last.object)
})

t.test('a propagation policy becomes the finalizer that the garbage collector looks for', async (t) => {
  const { registry } = await openWorld(t)
  const cases = [
    { policy: 'Orphan', before: ['x.io/y'], after: ['x.io/y', 'orphan'] },
    { policy: 'Foreground', before: ['orphan'], after: ['foregroundDeletion'] },
    { policy: 'Background', before: ['orphan', 'x.io/y'], after: ['x.io/y'] },
    { policy: undefined, before: ['orphan'], after: ['orphan'] },
  ] as const
  for (const [index, { policy, before, after }] of cases.entries()) {
    const name = `d${index}`
    await registry.edgeDevices.create(inDefault, device(name, { metadata: { finalizers: [...before] } }), admin)
    const options = policy === undefined ? {} : { propagationPolicy: policy }
    const marked = asStored(await registry.edgeDevices.delete({ ...inDefault, name }, options, admin))
    t.strictSame(marked.object.metadata.finalizers, after, `${policy}`)
  }
  await registry.edgeDevices.create(inDefault, device('b', { metadata: { finalizers: ['orphan'] } }), admin)
  await registry.edgeDevices.delete({ ...inDefault, name: 'b' }, { propagationPolicy: 'Background' }, admin)
  t.equal(registry.edgeDevices.peek({ ...inDefault, name: 'b' }), undefined, 'Background takes the finalizer away')
})

t.test('a dry run of a delete deletes nothing', async (t) => {
  const { registry, cache } = await openWorld(t)
  await registry.edgeDevices.create(inDefault, device('a'), admin)
  const revision = cache.progressRevision
  t.match(await registry.edgeDevices.delete(key, {}, { ...admin, dryRun: true }), { status: 'Success' })
  t.match(await registry.edgeDevices.delete(key, { propagationPolicy: 'Orphan' }, { ...admin, dryRun: true }), {
    object: { metadata: { finalizers: ['orphan'] } },
  })
  t.equal(cache.progressRevision, revision)
})

t.test('deletecollection deletes what is selected, in one namespace', async (t) => {
  const { registry } = await openWorld(t)
  await registry.namespaces.create({}, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other' } }, admin)
  for (let index = 0; index < 100; index++) {
    const labels = { parity: index % 2 === 0 ? 'even' : 'odd' }
    await registry.edgeDevices.create(inDefault, device(`d${index}`, { metadata: { labels } }), admin)
  }
  await registry.edgeDevices.create(
    { namespace: 'other' },
    device('d', { metadata: { labels: { parity: 'even' } } }),
    admin,
  )
  const query = { ...inDefault, selector: parseSelector({ labelSelector: 'parity=even' }) }
  const deleted = await registry.edgeDevices.deleteCollection(query, {}, admin)
  t.equal(deleted.items.length, 50)
  t.equal(registry.edgeDevices.peekAll('default').items.length, 50)
  t.equal(registry.edgeDevices.peekAll('other').items.length, 1)
  await Promise.all([
    registry.edgeDevices.deleteCollection({ selector: everything }, {}, admin),
    registry.edgeDevices.deleteCollection({ selector: everything }, {}, admin),
  ])
  t.equal(registry.edgeDevices.peekAll().items.length, 0, 'two at once do not fail on each other')
})
