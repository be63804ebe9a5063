import t from 'tap'
import type { KubeObject, StoredObject } from '../../../../apiserver/api/meta/object.ts'
import { createEdgeDeviceResolver, createVirtualPodResolver } from '../../../../apiserver/devices/sessions/resolvers.ts'

const store = (...objects: object[]) => {
  const items = (objects as KubeObject[]).map((object): StoredObject => ({
    object,
    bytes: new Uint8Array(),
    revision: 1,
  }))
  const peek = ({ name, namespace }: { name: string; namespace?: string }) =>
    items.find(({ object: { metadata } }) => metadata.name === name && metadata.namespace === namespace)
  return { peek, peekAll: () => ({ items, revision: 1 }) }
}
const device = { metadata: { namespace: 'ns', name: 'pi', uid: 'uid-1' } }
const ref = { namespace: 'ns', name: 'pi', uid: 'uid-1' }
const pod = (metadata: object, spec: object = {}) => ({
  metadata: { namespace: 'ns', name: 'way', ...metadata },
  spec: {
    deviceName: 'pi',
    containers: [{ name: 'host' }, { name: 'tight', allowedCommands: [], allowedPorts: [80], user: 'nobody' }],
    ...spec,
  },
})
const reference = (uid: string, apiVersion = 'aranya.arhat.dev/v1alpha1') => ({
  apiVersion,
  kind: 'EdgeDevice',
  name: 'pi',
  uid,
})
const owner = (...uids: string[]) => ({ ownerReferences: uids.map((uid) => reference(uid)) })
const resolve = (podObject: object, container?: string, devices = store(device)) =>
  createVirtualPodResolver(devices, store(podObject)).resolve({ namespace: 'ns', name: 'way', container })

t.test('a virtual pod leads to its device, the first container by default', async (t) => {
  const { device: found, profile } = await resolve(pod(owner('uid-1')))
  t.same(found, ref)
  t.equal(profile?.container, 'host')
  t.notOk(profile && 'allowedCommands' in profile, 'absent: everything')
  t.equal((await resolve(pod({}), '')).profile?.container, 'host')
})

t.test('an empty list of commands stays an empty list', async (t) => {
  const { profile } = await resolve(pod({}), 'tight')
  t.match(profile, {
    virtualPod: 'way',
    container: 'tight',
    user: 'nobody',
    allowedCommands: { items: [] },
    allowedPorts: { items: [80] },
  })
})

t.test('unknown containers, logs, pods and devices are errors of their own', async (t) => {
  await t.rejects(resolve(pod({}), 'nope'), { code: 400, message: /choose one of: \[host tight\]/ })
  await t.rejects(resolve(pod({}, { logs: [{ name: 'syslog' }] }), 'syslog'), { code: 400, message: /is a log/ })
  await t.rejects(resolve(pod({}), undefined, store()), { code: 404, message: /"pi" not found/ })
  await t.rejects(resolve(pod({ name: 'other' })), { code: 404, message: /"way" not found/ })
})

t.test('a pod of an earlier device of the same name leads nowhere', async (t) => {
  await t.rejects(resolve(pod(owner('uid-0'))), { code: 409, message: /was deleted/ })
  t.same((await resolve(pod(owner('uid-0', 'uid-1')))).device, ref, 'any of its owners may be the device')
  const foreign = { ownerReferences: [reference('uid-0', 'example.com/v1')] }
  t.same((await resolve(pod(foreign))).device, ref, 'a kind of the same name is none of ours')
})

t.test('what the server recorded counts before the owners that anybody may write', async (t) => {
  const recorded = (deviceUID: string, metadata: object) => ({ ...pod(metadata), status: { deviceUID } })
  for (const metadata of [{}, owner('uid-1'), owner('uid-0', 'uid-1')]) {
    await t.rejects(resolve(recorded('uid-0', metadata)), { code: 409, message: /was deleted/ })
    t.same((await resolve(recorded('uid-1', metadata))).device, ref)
  }
})

t.test('an edge device has no profile and no containers', async (t) => {
  const resolver = createEdgeDeviceResolver(store(device))
  t.same(await resolver.resolve({ namespace: 'ns', name: 'pi', container: undefined }), { device: ref })
  await t.rejects(resolver.resolve({ namespace: 'ns', name: 'pi', container: 'x' }), { code: 400 })
  await t.rejects(resolver.resolve({ namespace: 'other', name: 'pi', container: undefined }), { code: 404 })
})
