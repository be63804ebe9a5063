import t from 'tap'
import { applyMergePatch } from '../../../apiserver/api/patch/patch.ts'
import { admin, asStored, device, inDefault, namespace, openWorld, virtualPod } from '../registry/fixtures.ts'
import { openControlledWorld, startIn, until } from './fixtures.ts'

t.test('a deleted namespace is emptied and goes, and its name is free again', async (t) => {
  const { registry, until } = await openControlledWorld(t)
  const { edgeDevices, virtualPods, namespaces } = registry
  await namespaces.create({}, namespace('a'), admin)
  for (let index = 0; index < 20; index++) await edgeDevices.create({ namespace: 'a' }, device(`d${index}`), admin)
  await virtualPods.create({ namespace: 'a' }, virtualPod('lone', 'none'), admin)
  await edgeDevices.create(inDefault, device('stays'), admin)
  asStored(await namespaces.delete({ name: 'a' }, {}, admin))
  await until('the namespace is gone', () => namespaces.peek({ name: 'a' }) === undefined)
  t.equal(edgeDevices.peekAll('a').items.length, 0)
  t.equal(virtualPods.peekAll('a').items.length, 0)
  t.ok(edgeDevices.peek({ ...inDefault, name: 'stays' }))
  await namespaces.create({}, namespace('a'), admin)
  await edgeDevices.create({ namespace: 'a' }, device('d0'), admin)
  t.ok(edgeDevices.peek({ namespace: 'a', name: 'd0' }))
})

t.test('a namespace waits for what finalizers keep', async (t) => {
  const { registry, until } = await openControlledWorld(t)
  const { edgeDevices, namespaces } = registry
  const held = { namespace: 'a', name: 'held' }
  await namespaces.create({}, namespace('a'), admin)
  await edgeDevices.create({ namespace: 'a' }, device('held', { metadata: { finalizers: ['x.io/y'] } }), admin)
  await namespaces.delete({ name: 'a' }, {}, admin)
  await until('it is marked', () => edgeDevices.peek(held)?.object.metadata.deletionTimestamp !== undefined)
  t.ok(namespaces.peek({ name: 'a' }))
  await edgeDevices.update(held, (one) => applyMergePatch(one, { metadata: { finalizers: [] } }), admin)
  await until('the namespace is gone', () => namespaces.peek({ name: 'a' }) === undefined)
})

t.test('a deletion that was under way when the server stopped goes on', async (t) => {
  const world = await openWorld(t)
  const { edgeDevices, namespaces } = world.registry
  await namespaces.create({}, namespace('a'), admin)
  await edgeDevices.create({ namespace: 'a' }, device('d'), admin)
  await namespaces.delete({ name: 'a' }, {}, admin)
  startIn(t, world)
  await until(world, 'the namespace is gone', () => namespaces.peek({ name: 'a' }) === undefined)
  t.equal(edgeDevices.peekAll('a').items.length, 0)
})

t.test('what slipped into a namespace in the moment in which it went is removed', async (t) => {
  const { registry, cache, until } = await openControlledWorld(t)
  const { object } = await registry.edgeDevices.create(inDefault, device('d'), { ...admin, dryRun: true })
  const late = { ...object, metadata: { ...object.metadata, namespace: 'gone' } }
  await cache.commitObject({ type: 'put', key: `${registry.edgeDevices.prefix}gone/d`, object: late })
  await until('it is removed', () => registry.edgeDevices.peekAll('gone').items.length === 0)
  t.equal(registry.virtualPods.peekAll('gone').items.length, 0)
})
