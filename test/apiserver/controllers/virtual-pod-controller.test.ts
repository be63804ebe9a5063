import t from 'tap'
import { applyMergePatch } from '../../../apiserver/api/patch/patch.ts'
import type { Condition, KubeObject } from '../../../apiserver/api/meta/object.ts'
import type { ResourceStore } from '../../../apiserver/registry/resource-store.ts'
import { admin, device, inDefault, take, virtualPod, watchAll } from '../registry/fixtures.ts'
import { openControlledWorld } from './fixtures.ts'

const key = (name: string): { namespace: string; name: string } => ({ ...inDefault, name })

function readyReason(object: Readonly<KubeObject>): string | undefined {
  const status = object['status'] as { conditions?: Condition[] } | undefined
  return status?.conditions?.find(({ type }) => type === 'Ready')?.reason
}

function condition(store: ResourceStore, name: string, type: string): Condition | undefined {
  const status = store.peek(key(name))?.object['status'] as { conditions?: Condition[] } | undefined
  return status?.conditions?.find((one) => one.type === type)
}

t.test('each device gets a virtual pod of its own name, and gets it again when it is deleted', async (t) => {
  const { registry, until } = await openControlledWorld(t)
  const { edgeDevices, virtualPods } = registry
  const { uid } = (await edgeDevices.create(inDefault, device('a'), admin)).object.metadata
  await until('it is there', () => virtualPods.peek(key('a')) !== undefined)
  const first = virtualPods.peek(key('a'))?.object
  t.match(first, {
    metadata: { ownerReferences: [{ kind: 'EdgeDevice', name: 'a', uid, controller: true, blockOwnerDeletion: true }] },
    spec: { deviceName: 'a', containers: [{ name: 'host' }] },
    status: { phase: 'Running' },
  })
  await virtualPods.delete(key('a'), {}, admin)
  const isAnother = (): boolean => {
    const next = virtualPods.peek(key('a'))?.object.metadata.uid
    return next !== undefined && next !== first?.metadata.uid
  }
  await until('there is another one', isAnother)
  t.equal(condition(edgeDevices, 'a', 'VirtualPodReady'), undefined, 'nothing is said about what is as it should be')
})

t.test('a virtual pod that took the name of a device before is never adopted', async (t) => {
  const { registry, until } = await openControlledWorld(t)
  const { edgeDevices, virtualPods } = registry
  const before = await virtualPods.create(inDefault, virtualPod('a', 'a'), admin)
  await edgeDevices.create(inDefault, device('a'), admin)
  await until('the device tells', () => condition(edgeDevices, 'a', 'VirtualPodReady')?.reason === 'NameTaken')
  await until('readiness is shown', () => condition(virtualPods, 'a', 'Ready')?.reason === 'DevicePending')
  const { object } = await virtualPods.get(key('a'))
  t.equal(object.metadata.ownerReferences, undefined)
  t.strictSame(object['spec'], before.object['spec'])
  await virtualPods.delete(key('a'), {}, admin)
  await until('the device has its own', () => condition(edgeDevices, 'a', 'VirtualPodReady')?.status === 'True')
  t.match(virtualPods.peek(key('a'))?.object['spec'], { containers: [{ name: 'host' }] })
})

t.test('a virtual pod whose device appears later belongs to it then', async (t) => {
  const { registry, until } = await openControlledWorld(t)
  const { edgeDevices, virtualPods } = registry
  await virtualPods.create(inDefault, virtualPod('p', 'a'), admin)
  t.equal(condition(virtualPods, 'p', 'Ready')?.reason, 'DeviceNotFound')
  const { uid } = (await edgeDevices.create(inDefault, device('a'), admin)).object.metadata
  await until('it is owned', () => virtualPods.peek(key('p'))?.object.metadata.ownerReferences?.[0]?.uid === uid)
  await until('and mirrors', () => condition(virtualPods, 'p', 'Ready')?.reason === 'DevicePending')
  t.notOk(virtualPods.peek(key('p'))?.object.metadata.ownerReferences?.[0]?.controller)
})

t.test('virtual pods are ready while their device is Online', async (t) => {
  const { registry, cache, until } = await openControlledWorld(t)
  const { edgeDevices, virtualPods } = registry
  await edgeDevices.create(inDefault, device('a'), admin)
  await virtualPods.create(inDefault, virtualPod('p', 'a'), admin)
  const setPhase = (phase: string): Promise<unknown> =>
    edgeDevices.updateStatus(key('a'), (one) => applyMergePatch(one, { status: { phase } }), admin)
  const are = (status: string, reason: string) => (): boolean =>
    ['a', 'p'].every((name) => {
      const ready = condition(virtualPods, name, 'Ready')
      return ready?.status === status && ready.reason === reason
    })
  await until('they wait', are('False', 'DevicePending'))
  const query = { ...watchAll, resourceVersion: String(cache.progressRevision) }
  const events = await virtualPods.watch(query, AbortSignal.timeout(10_000))
  await setPhase('Online')
  await until('they are ready', are('True', 'DeviceOnline'))
  const rtt = { status: { connection: { method: 'grpc', rttMillis: 5 } } }
  await edgeDevices.updateStatus(key('a'), (one) => applyMergePatch(one, rtt), admin)
  await setPhase('Offline')
  await until('they are not', are('False', 'DeviceOffline'))
  const reasons = (await take(events, 4)).map((event) => event.type !== 'BOOKMARK' && readyReason(event.item.object))
  const expected = ['DeviceOnline', 'DeviceOnline', 'DeviceOffline', 'DeviceOffline']
  t.strictSame(reasons, expected, 'one write for each transition, and none for anything else')
})

t.test('a device that is created again does not inherit the virtual pods of the one before', async (t) => {
  const { registry, until } = await openControlledWorld(t)
  const { edgeDevices, virtualPods } = registry
  await edgeDevices.create(inDefault, device('a'), admin)
  await virtualPods.create(inDefault, virtualPod('p', 'a'), admin)
  await until('it has its own', () => virtualPods.peek(key('a')) !== undefined)
  const old = virtualPods.peek(key('a'))?.object.metadata.uid
  await edgeDevices.delete(key('a'), {}, admin)
  const { uid } = (await edgeDevices.create(inDefault, device('a'), admin)).object.metadata
  await until('only its own is there', () => {
    const own = virtualPods.peek(key('a'))?.object.metadata
    return virtualPods.peek(key('p')) === undefined && own?.uid !== old && own?.ownerReferences?.[0]?.uid === uid
  })
  t.equal(virtualPods.peekAll().items.length, 1)
})

t.test('another owner keeps a virtual pod, and it still never leads to the next device of the name', async (t) => {
  const { registry, until } = await openControlledWorld(t)
  const { edgeDevices, virtualPods } = registry
  const first = (await edgeDevices.create(inDefault, device('a'), admin)).object.metadata
  for (const name of ['p', 'q']) await virtualPods.create(inDefault, virtualPod(name, 'a'), admin)
  const other = { apiVersion: 'v1', kind: 'ConfigMap', name: 'c', uid: 'c-uid' }
  const withOther = (one: Readonly<KubeObject>): KubeObject =>
    applyMergePatch(one, { metadata: { ownerReferences: [...(one.metadata.ownerReferences ?? []), other] } })
  await until('the device has its own', () => virtualPods.peek(key('a')) !== undefined)
  for (const name of ['a', 'p']) await virtualPods.update(key(name), withOther, admin)
  const forget = { status: { deviceUID: null, phase: 'Running' } }
  await virtualPods.updateStatus(key('p'), (one) => applyMergePatch(one, forget), admin)
  await edgeDevices.delete(key('a'), {}, admin)
  await until('the reference is gone', () =>
    ['a', 'p'].every((name) => virtualPods.peek(key(name))?.object.metadata.ownerReferences?.length === 1),
  )
  await edgeDevices.create(inDefault, device('a'), admin)
  await until('the device tells', () => condition(edgeDevices, 'a', 'VirtualPodReady')?.reason === 'NameTaken')
  await virtualPods.update(key('p'), (one) => applyMergePatch(one, { metadata: { labels: { x: 'y' } } }), admin)
  const late = await virtualPods.create(inDefault, virtualPod('late', 'a'), admin)
  t.not((late.object['status'] as { deviceUID: string }).deviceUID, first.uid)
  t.match(virtualPods.peek(key('p'))?.object, {
    metadata: { ownerReferences: { length: 1 } },
    status: { deviceUID: first.uid },
  })
  t.equal(virtualPods.peek(key('p'))?.object.metadata.ownerReferences?.length, 1, 'it is not adopted again')
})

t.test('an owner of another kind with the uid of a device is not the device', async (t) => {
  const { registry, until } = await openControlledWorld(t)
  const { edgeDevices, virtualPods } = registry
  await virtualPods.create(inDefault, virtualPod('a', 'a'), admin)
  const { uid } = (await edgeDevices.create(inDefault, device('a'), admin)).object.metadata
  await until('the device tells', () => condition(edgeDevices, 'a', 'VirtualPodReady')?.reason === 'NameTaken')
  const forged = { apiVersion: 'v1', kind: 'ConfigMap', name: 'a', uid, controller: true }
  const patch = { metadata: { ownerReferences: [forged] } }
  await virtualPods.update(key('a'), (one) => applyMergePatch(one, patch), admin)
  await virtualPods.create(inDefault, virtualPod('z', 'later'), admin)
  await edgeDevices.create(inDefault, device('b'), admin)
  await until('the controller went on', () => virtualPods.peek(key('b')) !== undefined)
  t.equal(condition(edgeDevices, 'a', 'VirtualPodReady')?.reason, 'NameTaken')
})

t.test('an idle world is not written to', async (t) => {
  const { registry, cache, until } = await openControlledWorld(t)
  await registry.edgeDevices.create(inDefault, device('a'), admin)
  await until('it is there', () => registry.virtualPods.peek(key('a')) !== undefined)
  const revision = cache.progressRevision
  await registry.edgeDevices.create(inDefault, device('b'), admin)
  await until('it is there', () => registry.virtualPods.peek(key('b')) !== undefined)
  t.equal(cache.progressRevision, revision + 2)
})
