import t from 'tap'
import { applyMergePatch } from '../../../apiserver/api/patch/patch.ts'
import type { KubeObject } from '../../../apiserver/api/meta/object.ts'
import { StorageError } from '../../../apiserver/storage/errors.ts'
import type { WatchCache } from '../../../apiserver/storage/cache/cached-backend.ts'
import { createRegistry } from '../../../apiserver/registry/registry.ts'
import { admin, device, inDefault, mastersOnly, openWorld, refusal } from './fixtures.ts'
import { openRbac } from '../../../apiserver/auth/rbac/rbac-authorizer.ts'

const key = { ...inDefault, name: 'a' }

function merge(patch: object): (current: Readonly<KubeObject>) => KubeObject {
  return (current) => applyMergePatch(current, patch)
}

t.test('a change of the spec counts a generation, a change of metadata does not', async (t) => {
  const { registry } = await openWorld(t)
  await registry.edgeDevices.create(inDefault, device('a'), admin)
  const labelled = await registry.edgeDevices.update(key, merge({ metadata: { labels: { x: 'y' } } }), admin)
  t.match(labelled.object.metadata, { generation: 1, labels: { x: 'y' } })
  const changed = await registry.edgeDevices.update(key, merge({ spec: { access: { exec: false } } }), admin)
  t.equal(changed.object.metadata.generation, 2)
  t.ok(changed.revision > labelled.revision)
  const dropped = await registry.edgeDevices.update(key, merge({ metadata: { labels: { x: null } } }), admin)
  t.equal(dropped.object.metadata.labels, undefined)
})

t.test('an update that changes nothing has no new version and no event', async (t) => {
  const { registry, cache } = await openWorld(t)
  const created = await registry.edgeDevices.create(inDefault, device('a'), admin)
  const revision = cache.progressRevision
  const attempts: KubeObject[] = [
    structuredClone(created.object),
    { ...created.object, status: { phase: 'Online' } },
    { ...created.object, metadata: { ...created.object.metadata, labels: {}, generation: 77, managedFields: [{}] } },
    { ...created.object, spec: {} },
  ]
  for (const wanted of attempts) {
    const stored = await registry.edgeDevices.update(key, () => wanted, admin)
    t.equal(stored.revision, created.revision)
  }
  t.equal(cache.progressRevision, revision)
})

t.test('identity and deletion survive every update', async (t) => {
  const { registry } = await openWorld(t)
  const created = await registry.edgeDevices.create(
    inDefault,
    device('a', { metadata: { finalizers: ['x.io/y'] } }),
    admin,
  )
  await registry.edgeDevices.delete(key, {}, admin)
  const wanted = (current: Readonly<KubeObject>): KubeObject => ({
    apiVersion: current.apiVersion,
    kind: current.kind,
    metadata: {
      name: 'a',
      resourceVersion: current.metadata.resourceVersion ?? '',
      finalizers: ['x.io/y'],
      labels: { new: 'yes' },
      creationTimestamp: '1999-01-01T00:00:00Z',
    },
    spec: {},
  })
  const { metadata } = (await registry.edgeDevices.update(key, wanted, admin)).object
  t.match(metadata, {
    uid: created.object.metadata.uid,
    creationTimestamp: created.object.metadata.creationTimestamp,
    deletionTimestamp: '2026-01-02T03:04:05Z',
    deletionGracePeriodSeconds: 0,
    generation: 2,
    labels: { new: 'yes' },
  })
})

t.test('updates that cannot be are refused in the words of Kubernetes', async (t) => {
  const { registry, cache } = await openWorld(t)
  const { object } = await registry.edgeDevices.create(inDefault, device('a'), admin)
  const current = await registry.edgeDevices.update(key, merge({ metadata: { labels: { x: 'y' } } }), admin)
  const revision = cache.progressRevision
  const withMeta = (metadata: object): KubeObject => ({
    ...current.object,
    metadata: { ...current.object.metadata, ...metadata },
  })
  const cases: Record<string, { wanted: KubeObject; code: number; message: string }> = {
    'no version': {
      wanted: withMeta({ resourceVersion: '' }),
      code: 422,
      message:
        'EdgeDevice.aranya.arhat.dev "a" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
    },
    'a stale version': {
      wanted: object,
      code: 409,
      message:
        'Operation cannot be fulfilled on edgedevices.aranya.arhat.dev "a": the object has been modified; please apply your changes to the latest version and try again',
    },
    'another uid': {
      wanted: withMeta({ uid: 'other' }),
      code: 409,
      message: `Operation cannot be fulfilled on edgedevices.aranya.arhat.dev "a": Precondition failed: UID in precondition: other, UID in object meta: ${object.metadata.uid}`,
    },
    'version 0, which is none': {
      wanted: withMeta({ resourceVersion: '0' }),
      code: 422,
      message:
        'EdgeDevice.aranya.arhat.dev "a" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
    },
    'another name': {
      wanted: withMeta({ name: 'b' }),
      code: 400,
      message: 'the name of the object (b) does not match the name on the URL (a)',
    },
    'another namespace': {
      wanted: withMeta({ namespace: 'b' }),
      code: 400,
      message: 'the namespace of the provided object does not match the namespace sent on the request',
    },
    'no object': { wanted: 'x' as unknown as KubeObject, code: 400, message: 'the body must be a JSON object' },
  }
  for (const [name, { wanted, code, message }] of Object.entries(cases)) {
    const error = await refusal(registry.edgeDevices.update(key, () => wanted, admin))
    t.equal(error.code, code, name)
    t.equal(error.message, message, name)
  }
  const missing = await refusal(registry.edgeDevices.update({ ...inDefault, name: 'b' }, () => device('b'), admin))
  t.equal(missing.message, 'edgedevices.aranya.arhat.dev "b" not found')
  t.strictSame(missing.details, { name: 'b', group: 'aranya.arhat.dev', kind: 'edgedevices' })
  const invalid = await refusal(registry.edgeDevices.update(key, merge({ spec: { access: { exec: 'yes' } } }), admin))
  t.match(invalid, { code: 422, details: { kind: 'EdgeDevice', causes: [{ field: 'spec.access.exec' }] } })
  t.equal(cache.progressRevision, revision, 'nothing was written')
})

t.test('patches of many at once all arrive, each on the version before', async (t) => {
  const { registry } = await openWorld(t)
  await registry.edgeDevices.create(inDefault, device('a'), admin)
  const count = 50
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      registry.edgeDevices.update(key, merge({ metadata: { labels: { [`l${index}`]: 'x' } } }), admin),
    ),
  )
  t.equal(Object.keys(registry.edgeDevices.peek(key)?.object.metadata.labels ?? {}).length, count)
})

t.test('of two writers with the same version one wins and the other is told', async (t) => {
  const { registry } = await openWorld(t)
  const { object } = await registry.edgeDevices.create(inDefault, device('a'), admin)
  const put = (value: string): Promise<unknown> =>
    registry.edgeDevices.update(key, () => ({ ...object, metadata: { ...object.metadata, labels: { value } } }), admin)
  const results = await Promise.allSettled([put('one'), put('two')])
  t.strictSame(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected'],
  )
  t.match(results[1], { reason: { code: 409, reason: 'Conflict' } })
})

t.test('a patch that lost against a writer of another process is applied again, but not for ever', async (t) => {
  const { cache } = await openWorld(t)
  let losses = 3
  const elsewhere: WatchCache['commitObject'] = async (change) => {
    if (change.expectedRevision && losses-- > 0) throw new StorageError('conflict', 'somebody was faster')
    return cache.commitObject(change)
  }
  const contested = new Proxy(cache, {
    get: (target, property) => {
      if (property === 'commitObject') return elsewhere
      const value: unknown = Reflect.get(target, property, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const registry = await createRegistry({ cache: contested, authorizer: mastersOnly, guard: openRbac(cache).guard })
  await registry.edgeDevices.create(inDefault, device('a'), admin)
  let calls = 0
  const patch = (current: Readonly<KubeObject>): KubeObject => {
    calls++
    return applyMergePatch(current, { metadata: { labels: { calls: String(calls) } } })
  }
  const stored = await registry.edgeDevices.update(key, patch, admin)
  t.strictSame(stored.object.metadata.labels, { calls: '4' })
  losses = Infinity
  t.match(await refusal(registry.edgeDevices.update(key, patch, admin)), { code: 409, reason: 'Conflict' })
})

t.test('the status changes through its own subresource, and only the status', async (t) => {
  const { registry } = await openWorld(t)
  const created = await registry.edgeDevices.create(inDefault, device('a', { metadata: { labels: { x: 'y' } } }), admin)
  const wanted = (current: Readonly<KubeObject>): KubeObject => ({
    ...current,
    metadata: { ...current.metadata, labels: {}, finalizers: ['x.io/y'], ownerReferences: [] },
    spec: { access: { exec: false } },
    status: { phase: 'Online' },
  })
  const { object } = await registry.edgeDevices.updateStatus(key, wanted, admin)
  t.strictSame(object['status'], { phase: 'Online' })
  t.strictSame(object['spec'], created.object['spec'])
  t.match(object.metadata, { labels: { x: 'y' }, generation: 1 })
  t.equal(object.metadata.finalizers, undefined)
  const invalid = await refusal(registry.edgeDevices.updateStatus(key, merge({ status: { phase: 'Sleeping' } }), admin))
  t.match(invalid, { code: 422, details: { causes: [{ field: 'status.phase' }] } })
  const unversioned = merge({ metadata: { resourceVersion: null }, status: { phase: 'Offline' } })
  t.equal((await refusal(registry.edgeDevices.updateStatus(key, unversioned, admin))).code, 422)
})

t.test('a dry run answers with the change and does not make it', async (t) => {
  const { registry, cache } = await openWorld(t)
  const created = await registry.edgeDevices.create(inDefault, device('a'), admin)
  const patch = merge({ spec: { access: { exec: false } } })
  const answer = await registry.edgeDevices.update(key, patch, { ...admin, dryRun: true })
  t.match(JSON.parse(Buffer.from(answer.bytes).toString()), { spec: { access: { exec: false } } })
  t.equal(cache.progressRevision, created.revision)
  t.equal(registry.edgeDevices.peek(key)?.revision, created.revision)
})

t.test('what the cache holds is never changed by a patch', async (t) => {
  const { registry } = await openWorld(t)
  await registry.edgeDevices.create(inDefault, device('a', { spec: { node: { deep: { list: [1] } } } }), admin)
  const before = registry.edgeDevices.peek(key)
  const text = JSON.stringify(before?.object)
  await registry.edgeDevices.update(key, merge({ spec: { node: { deep: { more: 1 } } } }), admin)
  await registry.edgeDevices.updateStatus(key, merge({ status: { phase: 'Online' } }), admin)
  t.equal(JSON.stringify(before?.object), text)
})
