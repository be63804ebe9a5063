import t from 'tap'
import type { KubeObject } from '../../../apiserver/api/meta/object.ts'
import { admin, device, inDefault, openWorld, refusal, startMs } from './fixtures.ts'

t.test('a created object has what the server sets, and not what a client set there', async (t) => {
  const { registry } = await openWorld(t)
  const given = device('a', {
    metadata: {
      uid: 'mine',
      creationTimestamp: '2001-01-01T00:00:00Z',
      deletionTimestamp: '2001-01-01T00:00:00Z',
      deletionGracePeriodSeconds: 3,
      generation: 9,
      managedFields: [{ manager: 'x' }],
      labels: { a: 'b' },
      annotations: {},
    },
    status: { phase: 'Online' },
  })
  const before = JSON.stringify(given)
  const stored = await registry.edgeDevices.create(inDefault, given, admin)
  const { metadata } = stored.object
  t.equal(JSON.stringify(given), before, 'the given object is not changed')
  t.match(metadata.uid, /^[0-9a-f]{8}-[0-9a-f]{4}-4/)
  t.strictSame(
    { ...metadata, uid: undefined },
    {
      name: 'a',
      namespace: 'default',
      uid: undefined,
      resourceVersion: String(stored.revision),
      generation: 1,
      creationTimestamp: '2026-01-02T03:04:05Z',
      labels: { a: 'b' },
    },
  )
  t.match(stored.object['status'], { phase: 'Pending', conditions: [{ type: 'Ready', status: 'False' }] })
  t.match(stored.object['spec'], { connectivity: { heartbeatSeconds: 30 }, access: { exec: true } })
  t.strictSame(JSON.parse(Buffer.from(stored.bytes).toString()), stored.object)
  t.equal(
    await registry.edgeDevices.get({ ...inDefault, name: 'a' }),
    registry.edgeDevices.peek({ ...inDefault, name: 'a' }),
  )
})

t.test('what cannot be created is refused in the words of Kubernetes', async (t) => {
  const { registry, cache } = await openWorld(t)
  await registry.edgeDevices.create(inDefault, device('taken'), admin)
  const revision = cache.progressRevision
  const cases: Record<string, { object: unknown; code: number; message: RegExp }> = {
    'a name that is taken': {
      object: device('taken'),
      code: 409,
      message: /^edgedevices\.aranya\.arhat\.dev "taken" already exists$/,
    },
    'a resource version': {
      object: device('x', { metadata: { resourceVersion: '5' } }),
      code: 400,
      message: /^resourceVersion should not be set on objects to be created$/,
    },
    'another namespace': {
      object: device('x', { metadata: { namespace: 'other' } }),
      code: 400,
      message: /^the namespace of the provided object does not match the namespace sent on the request$/,
    },
    'another kind': { object: { ...device('x'), kind: 'Pod' }, code: 400, message: /kind in the data \(Pod\)/ },
    'another version': {
      object: { ...device('x'), apiVersion: 'v1' },
      code: 400,
      message: /API version in the data \(v1\)/,
    },
    'no name': { object: { ...device('x'), metadata: {} }, code: 422, message: /metadata\.name: Required value/ },
    'a bad name': {
      object: device('X_'),
      code: 422,
      message: /EdgeDevice\.aranya\.arhat\.dev "X_" is invalid: metadata\.name/,
    },
    'metadata that is no object': {
      object: { ...device('x'), metadata: 'x' },
      code: 400,
      message: /metadata must be an object/,
    },
    'labels that are no map': {
      object: device('x', { metadata: { labels: 'x' } }),
      code: 422,
      message: /metadata\.labels/,
    },
    'labels that are a list': {
      object: device('x', { metadata: { labels: [] } }),
      code: 422,
      message: /metadata\.labels/,
    },
    'a name that is a number': { object: device('x', { metadata: { name: 5 } }), code: 422, message: /metadata\.name/ },
    'a spec that is wrong': {
      object: device('x', { spec: { connectivity: { heartbeatSeconds: 0 } } }),
      code: 422,
      message: /spec\.connectivity\.heartbeatSeconds/,
    },
    'no object at all': { object: [], code: 400, message: /must be a JSON object/ },
    null: { object: null, code: 400, message: /must be a JSON object/ },
    'nesting without end': {
      object: device('x', { spec: { node: JSON.parse('{"a":'.repeat(5000) + '1' + '}'.repeat(5000)) } }),
      code: 400,
      message: /nested more than/,
    },
  }
  for (const [name, { object, code, message }] of Object.entries(cases)) {
    const error = await refusal(registry.edgeDevices.create(inDefault, object as KubeObject, admin))
    t.equal(error.code, code, `${name}: ${error.message}`)
    t.match(error.message, message, name)
  }
  const taken = await refusal(registry.edgeDevices.create(inDefault, device('taken'), admin))
  t.strictSame(taken.details, { name: 'taken', group: 'aranya.arhat.dev', kind: 'edgedevices' })
  t.equal(cache.progressRevision, revision, 'nothing was written')
})

t.test('a generated name ends in five characters of the alphabet of Kubernetes', async (t) => {
  const { registry } = await openWorld(t)
  const object = { ...device(''), metadata: { name: '', generateName: 'dev-' } }
  const { metadata } = (await registry.edgeDevices.create(inDefault, object, admin)).object
  t.match(metadata.name, /^dev-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
  t.equal(metadata.generateName, 'dev-')
})

t.test('a generated name that is taken is tried anew, eight times', async (t) => {
  let attempts = 0
  const { registry } = await openWorld(t, { newName: (base) => `${base}${attempts++ < 3 ? 'same' : 'other'}` })
  const object = { ...device(''), metadata: { name: '', generateName: 'dev-' } }
  await registry.edgeDevices.create(inDefault, object, admin)
  t.equal((await registry.edgeDevices.create(inDefault, object, admin)).object.metadata.name, 'dev-other')
  t.equal(attempts, 4)
  const error = await refusal(registry.edgeDevices.create(inDefault, object, admin))
  t.equal(error.reason, 'AlreadyExists')
  t.match(error.message, /not able to generate a unique name/)
  t.equal(attempts, 12)
})

t.test('unknown fields are removed, with a warning or an error where asked for', async (t) => {
  const { registry } = await openWorld(t)
  const object = device('a', { spec: { acess: { exec: false } }, extra: 1 })
  const warnings: string[] = []
  const warn = (text: string): unknown => warnings.push(text)
  const strict = await refusal(registry.edgeDevices.create(inDefault, object, { ...admin, fieldValidation: 'Strict' }))
  t.equal(strict.code, 400)
  t.match(strict.message, /strict decoding error: .*unknown field "spec\.acess"/)
  const stored = await registry.edgeDevices.create(inDefault, object, { ...admin, warn })
  t.strictSame(warnings.toSorted(), ['unknown field "extra"', 'unknown field "spec.acess"'])
  t.notHas(stored.object, { extra: 1 })
  t.notHas(stored.object['spec'], { acess: {} })
  const ignore = { ...admin, warn, fieldValidation: 'Ignore' } as const
  await registry.edgeDevices.create(inDefault, { ...object, metadata: { name: 'b' } }, ignore)
  t.equal(warnings.length, 2)
})

t.test('a dry run checks everything and stores nothing', async (t) => {
  const { registry, cache } = await openWorld(t)
  const revision = cache.progressRevision
  const dryRun = { ...admin, dryRun: true }
  const stored = await registry.edgeDevices.create(inDefault, device('a'), dryRun)
  t.equal(stored.object.metadata.resourceVersion, undefined)
  t.match(JSON.parse(Buffer.from(stored.bytes).toString()), { metadata: { name: 'a', generation: 1 } })
  t.equal(cache.progressRevision, revision)
  await registry.edgeDevices.create(inDefault, device('a'), admin)
  t.equal((await refusal(registry.edgeDevices.create(inDefault, device('a'), dryRun))).reason, 'AlreadyExists')
})

t.test('of many creates of one name exactly one succeeds', async (t) => {
  const { registry } = await openWorld(t)
  const attempts = Array.from({ length: 20 }, () => registry.edgeDevices.create(inDefault, device('a'), admin))
  const results = await Promise.allSettled(attempts)
  t.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
  for (const result of results) {
    if (result.status === 'rejected') t.match(result.reason, { reason: 'AlreadyExists' })
  }
})

t.test('time comes from the clock that is given', async (t) => {
  const { registry } = await openWorld(t, { now: () => startMs + 60_000 })
  const { metadata } = (await registry.edgeDevices.create(inDefault, device('a'), admin)).object
  t.equal(metadata.creationTimestamp, '2026-01-02T03:05:05Z')
})

t.test('a label without a value is an empty one, also when the object is replaced', async (t) => {
  const { registry } = await openWorld(t)
  const given = device('a', { metadata: { labels: { 'x.io/edge': null, a: 'b' }, annotations: { 'x.io/y': null } } })
  const { object } = await registry.edgeDevices.create(inDefault, given, admin)
  t.strictSame(object.metadata.labels, { 'x.io/edge': '', a: 'b' })
  t.strictSame(object.metadata.annotations, { 'x.io/y': '' })
  const { resourceVersion = '' } = object.metadata
  const wanted = device('a', { metadata: { labels: { 'x.io/edge': null }, resourceVersion } })
  const replaced = await registry.edgeDevices.update({ ...inDefault, name: 'a' }, () => wanted, admin)
  t.strictSame(replaced.object.metadata.labels, { 'x.io/edge': '' })
})

t.test('what says nothing in metadata is no reason to refuse an object, as old files have it', async (t) => {
  const { registry } = await openWorld(t)
  const empty = { namespace: null, resourceVersion: '0', labels: null, selfLink: '/apis/x/edgedevices/a' }
  const strict = { ...admin, fieldValidation: 'Strict' } as const
  const { object } = await registry.edgeDevices.create(inDefault, device('a', { metadata: empty }), strict)
  t.equal(object.metadata.namespace, 'default')
  t.notOk('selfLink' in object.metadata)
  const unnamed = device('', { metadata: { name: null, generateName: 'b-' } })
  t.match((await registry.edgeDevices.create(inDefault, unnamed, admin)).object.metadata.name, /^b-/)
})
