import t from 'tap'
import { applyMergePatch } from '../../../apiserver/api/patch/patch.ts'
import { admin, asStored, device, inDefault, openWorld, virtualPod } from '../registry/fixtures.ts'
import { openControlledWorld, startIn, until } from './fixtures.ts'

const key = (name: string): { namespace: string; name: string } => ({ ...inDefault, name })

t.test('with a device go the virtual pods that it owns, and no others', async (t) => {
  const { registry, until } = await openControlledWorld(t)
  const { edgeDevices, virtualPods } = registry
  for (const name of ['a', 'b']) await edgeDevices.create(inDefault, device(name), admin)
  await virtualPods.create(inDefault, virtualPod('a-more', 'a'), admin)
  await virtualPods.create(inDefault, virtualPod('other', 'c'), admin)
  await until('each device has its own', () => virtualPods.peekAll().items.length === 4)
  t.match(await edgeDevices.delete(key('a'), {}, admin), { status: 'Success' })
  await until('those of a are gone', () => virtualPods.peekAll().items.length === 2)
  t.ok(virtualPods.peek(key('b')))
  t.ok(virtualPods.peek(key('other')))
})

t.test('a delete in the foreground ends when the virtual pods are gone', async (t) => {
  const { registry, until } = await openControlledWorld(t)
  const { edgeDevices, virtualPods } = registry
  await edgeDevices.create(inDefault, device('a'), admin)
  const held = virtualPod('held', 'a', { finalizers: ['x.io/y'] })
  await virtualPods.create(inDefault, held, admin)
  await until('the device has its own', () => virtualPods.peek(key('a')) !== undefined)
  asStored(await edgeDevices.delete(key('a'), { propagationPolicy: 'Foreground' }, admin))
  await until('all but the held one are gone', () => {
    const deleted = virtualPods.peek(key('held'))?.object.metadata.deletionTimestamp
    return deleted !== undefined && virtualPods.peek(key('a')) === undefined
  })
  t.ok(edgeDevices.peek(key('a')), 'the device waits')
  await virtualPods.update(key('held'), (one) => applyMergePatch(one, { metadata: { finalizers: [] } }), admin)
  await until('the device is gone', () => edgeDevices.peek(key('a')) === undefined)
})

t.test('a delete in the foreground ends when a virtual pod no longer names the device as its owner', async (t) => {
  const { registry, until } = await openControlledWorld(t)
  const { edgeDevices, virtualPods } = registry
  await edgeDevices.create(inDefault, device('a'), admin)
  await virtualPods.create(inDefault, virtualPod('held', 'a', { finalizers: ['x.io/y'] }), admin)
  await edgeDevices.delete(key('a'), { propagationPolicy: 'Foreground' }, admin)
  const deleted = () => virtualPods.peek(key('held'))?.object.metadata.deletionTimestamp
  await until('the virtual pod is held', () => deleted() !== undefined)
  t.ok(edgeDevices.peek(key('a')), 'the device waits')
  await virtualPods.update(key('held'), (one) => applyMergePatch(one, { metadata: { ownerReferences: [] } }), admin)
  await until('the device is gone', () => edgeDevices.peek(key('a')) === undefined)
})

t.test('orphans lose the reference to their owner and stay', async (t) => {
  const { registry, until } = await openControlledWorld(t)
  const { edgeDevices, virtualPods } = registry
  await edgeDevices.create(inDefault, device('a'), admin)
  await virtualPods.create(inDefault, virtualPod('p', 'a'), admin)
  await until('the device has its own', () => virtualPods.peek(key('a')) !== undefined)
  await edgeDevices.delete(key('a'), { propagationPolicy: 'Orphan' }, admin)
  await until('the device is gone', () => edgeDevices.peek(key('a')) === undefined)
  for (const name of ['a', 'p']) t.equal(virtualPods.peek(key(name))?.object.metadata.ownerReferences, undefined)
})

t.test('orphans that go while they lose their owner do not keep it', async (t) => {
  const { registry, until } = await openControlledWorld(t)
  const { edgeDevices, virtualPods } = registry
  await edgeDevices.create(inDefault, device('a'), admin)
  const names = Array.from({ length: 20 }, (_, index) => `p${index}`)
  await Promise.all(names.map((name) => virtualPods.create(inDefault, virtualPod(name, 'a'), admin)))
  await until('the device has its own', () => virtualPods.peek(key('a')) !== undefined)
  const odd = names.filter((_, index) => index % 2 === 1)
  const isOrphan = (name: string): boolean => virtualPods.peek(key(name))?.object.metadata.ownerReferences === undefined
  await edgeDevices.delete(key('a'), { propagationPolicy: 'Orphan' }, admin)
  await until('it has begun', () => names.some(isOrphan))
  await Promise.allSettled(odd.map((name) => virtualPods.delete(key(name), {}, admin)))
  await until('the device is gone', () => edgeDevices.peek(key('a')) === undefined)
  for (const name of names.filter((one) => !odd.includes(one))) {
    const orphan = virtualPods.peek(key(name))?.object
    t.ok(orphan !== undefined && orphan.metadata.ownerReferences === undefined, name)
  }
})

t.test('orphans stay also when a server that is started again has to let them go', async (t) => {
  const world = await openWorld(t)
  const { edgeDevices, virtualPods } = world.registry
  await edgeDevices.create(inDefault, device('a'), admin)
  for (const name of ['p', 'q']) await virtualPods.create(inDefault, virtualPod(name, 'a'), admin)
  await edgeDevices.delete(key('a'), { propagationPolicy: 'Orphan' }, admin)
  startIn(t, world)
  await until(world, 'the device is gone', () => edgeDevices.peek(key('a')) === undefined)
  // What comes of that comes before what comes of a later one.
  await edgeDevices.create(inDefault, device('b'), admin)
  await until(world, 'another has its own', () => virtualPods.peek(key('b')) !== undefined)
  await edgeDevices.delete(key('b'), {}, admin)
  await until(world, 'and loses it', () => virtualPods.peek(key('b')) === undefined)
  for (const name of ['p', 'q']) {
    const orphan = virtualPods.peek(key(name))?.object
    t.ok(orphan !== undefined && orphan.metadata.ownerReferences === undefined, name)
  }
})

t.test('an object lives as long as one of its owners, and owners of unknown kinds count', async (t) => {
  const { registry, until } = await openControlledWorld(t)
  const { edgeDevices, virtualPods } = registry
  const owner = async (name: string): Promise<object> => {
    const { metadata } = (await edgeDevices.create(inDefault, device(name), admin)).object
    return { apiVersion: 'aranya.arhat.dev/v1alpha1', kind: 'EdgeDevice', name, uid: metadata.uid }
  }
  const owners = [await owner('a'), await owner('b')]
  const foreign = { apiVersion: 'v1', kind: 'ConfigMap', name: 'x', uid: 'x' }
  await virtualPods.create(inDefault, virtualPod('both', 'a', { ownerReferences: owners }), admin)
  await virtualPods.create(inDefault, virtualPod('foreign', 'a', { ownerReferences: [foreign] }), admin)
  await edgeDevices.delete(key('a'), {}, admin)
  const ownersOf = (name: string): unknown =>
    virtualPods.peek(key(name))?.object.metadata.ownerReferences?.map((one) => one.name)
  await until('the lost owner is no longer named', () => JSON.stringify(ownersOf('both')) === '["b"]')
  await until('nor here', () => JSON.stringify(ownersOf('foreign')) === '["x"]')
  await edgeDevices.delete(key('b'), {}, admin)
  await until('without owners it goes', () => virtualPods.peek(key('both')) === undefined)
  t.ok(virtualPods.peek(key('foreign')))
})

t.test('what lost its owner while nobody looked is found at the start', async (t) => {
  const world = await openWorld(t)
  const { edgeDevices, virtualPods } = world.registry
  await edgeDevices.create(inDefault, device('a'), admin)
  await virtualPods.create(inDefault, virtualPod('p', 'a'), admin)
  await edgeDevices.delete(key('a'), {}, admin)
  await edgeDevices.create(inDefault, device('a'), admin)
  startIn(t, world)
  await until(world, 'that of the earlier device is gone', () => virtualPods.peek(key('p')) === undefined)
})

t.test('many at once are collected even when the feed falls behind', async (t) => {
  const { registry, until } = await openControlledWorld(t, { cacheOptions: { maxQueuedEvents: 4, maxEvents: 8 } })
  const { edgeDevices, virtualPods } = registry
  const names = Array.from({ length: 200 }, (_, index) => `d${index}`)
  const watchHolds = (holds: () => boolean): Promise<void> => until('many', holds).catch(() => watchHolds(holds))
  await Promise.all(names.map((name) => edgeDevices.create(inDefault, device(name), admin)))
  await watchHolds(() => virtualPods.peekAll().items.length === names.length)
  await Promise.all(names.map((name) => edgeDevices.delete(key(name), {}, admin)))
  await watchHolds(() => virtualPods.peekAll().items.length === 0)
  t.equal(virtualPods.peekAll().items.length, 0)
})
