import t from 'tap'
import { applyMergePatch } from '../../../../apiserver/api/patch/patch.ts'
import type { Attributes, Authorizer } from '../../../../apiserver/auth/types.ts'
import { admin, device, inDefault, openWorld, refusal, tenant, virtualPod } from '../fixtures.ts'

const allowAll: Authorizer = { authorize: async () => ({ allowed: true }) }

t.test('a virtual pod belongs to its device and is as ready as that', async (t) => {
  const { registry } = await openWorld(t)
  const { metadata } = (await registry.edgeDevices.create(inDefault, device('d'), admin)).object
  const { object } = await registry.virtualPods.create(inDefault, virtualPod('p', 'd'), admin)
  t.strictSame(object.metadata.ownerReferences, [
    {
      apiVersion: 'aranya.arhat.dev/v1alpha1',
      kind: 'EdgeDevice',
      name: 'd',
      uid: metadata.uid,
      blockOwnerDeletion: true,
    },
  ])
  t.match(object['status'], {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'False', reason: 'DevicePending' }],
  })
  const alone = await registry.virtualPods.create(inDefault, virtualPod('q', 'later'), admin)
  t.equal(alone.object.metadata.ownerReferences, undefined)
  t.match(alone.object['status'], { conditions: [{ reason: 'DeviceNotFound' }] })
})

t.test('a virtual pod never moves to another device', async (t) => {
  const { registry } = await openWorld(t)
  await registry.virtualPods.create(inDefault, virtualPod('p', 'd'), admin)
  const patch = { spec: { deviceName: 'other' } }
  const error = await refusal(
    registry.virtualPods.update({ ...inDefault, name: 'p' }, (one) => applyMergePatch(one, patch), admin),
  )
  t.match(error, { code: 422, details: { causes: [{ field: 'spec.deviceName' }] } })
})

t.test('who may not have a shell on the device may not write ways into it', async (t) => {
  const asked: Attributes[] = []
  const authorizer: Authorizer = {
    authorize: async (user, attributes) => {
      asked.push(attributes)
      return { allowed: user.groups.includes('system:masters') }
    },
  }
  const { registry } = await openWorld(t, { authorizer })
  const error = await refusal(registry.virtualPods.create(inDefault, virtualPod('p', 'd'), tenant))
  t.equal(error.code, 403)
  t.match(
    error.message,
    /^virtualpods\.aranya\.arhat\.dev "p" is forbidden: .*user "tenant" cannot create .*hostshell.* device "d"$/,
  )
  t.strictSame(asked, [
    {
      kind: 'resource',
      verb: 'create',
      group: 'aranya.arhat.dev',
      version: 'v1alpha1',
      resource: 'edgedevices',
      subresource: 'hostshell',
      namespace: 'default',
      name: 'd',
    },
  ])
  t.equal(registry.virtualPods.peek({ ...inDefault, name: 'p' }), undefined)
  await registry.virtualPods.create(inDefault, virtualPod('p', 'd'), admin)
  const update = (patch: object): Promise<unknown> =>
    registry.virtualPods.update({ ...inDefault, name: 'p' }, (one) => applyMergePatch(one, patch), tenant)
  t.equal((await refusal(update({ spec: { containers: [{ name: 'main' }] } }))).code, 403)
  await update({ metadata: { labels: { x: 'y' } } })
  t.match(registry.virtualPods.peek({ ...inDefault, name: 'p' })?.object, {
    metadata: { labels: { x: 'y' } },
    spec: { containers: [{ allowedCommands: ['uptime'] }] },
  })
})

t.test('neither its status nor its metadata is a way to widen a virtual pod', async (t) => {
  const { registry } = await openWorld(t)
  await registry.virtualPods.create(inDefault, virtualPod('p', 'd'), admin)
  const key = { ...inDefault, name: 'p' }
  const wider = { spec: { containers: [{ name: 'main' }], logs: [{ name: 'l', path: '/etc/shadow' }] } }
  const spec = registry.virtualPods.peek(key)?.object['spec']
  t.ok(spec)
  await registry.virtualPods.updateStatus(
    key,
    (one) => applyMergePatch(one, { ...wider, metadata: { labels: { a: 'b' } }, status: { phase: 'Running' } }),
    tenant,
  )
  t.strictSame(registry.virtualPods.peek(key)?.object['spec'], spec)
  const metadata = { labels: { a: 'b' }, finalizers: ['example.com/x'], annotations: { a: 'b' }, generation: 7 }
  const update = (patch: object, dryRun: boolean): Promise<unknown> =>
    registry.virtualPods.update(key, (one) => applyMergePatch(one, patch), { ...tenant, dryRun })
  for (const dryRun of [true, false]) {
    t.equal((await refusal(update({ ...wider, metadata }, dryRun))).code, 403)
    t.equal(
      (await refusal(update({ spec: { containers: [{ name: 'main', allowedCommands: null }] } }, dryRun))).code,
      403,
    )
  }
  await update({ metadata }, false)
  t.strictSame(registry.virtualPods.peek(key)?.object['spec'], spec)
})

t.test('a virtual pod remembers its device, and nobody changes that', async (t) => {
  const { registry } = await openWorld(t)
  const { virtualPods, edgeDevices } = registry
  const key = { ...inDefault, name: 'p' }
  const uidOf = (): unknown =>
    (virtualPods.peek(key)?.object['status'] as { deviceUID?: string } | undefined)?.deviceUID
  const forged = { ...virtualPod('p', 'd'), status: { deviceUID: 'forged' } }
  await virtualPods.create(inDefault, forged, admin)
  t.equal(uidOf(), undefined, 'there is no device')
  const patch = (deviceUID: string | null) =>
    virtualPods.updateStatus(key, (one) => applyMergePatch(one, { status: { deviceUID } }), tenant)
  await patch('forged')
  t.equal(uidOf(), undefined)
  const { uid } = (await edgeDevices.create(inDefault, device('d'), admin)).object.metadata
  await virtualPods.update(key, (one) => applyMergePatch(one, { metadata: { labels: { a: 'b' } } }), tenant)
  t.equal(uidOf(), uid)
  for (const value of ['forged', null]) await patch(value)
  t.equal((await refusal(virtualPods.updateStatus(key, (one) => ({ ...one, status: [] }), tenant))).code, 422)
  await virtualPods.update(key, (one) => applyMergePatch(one, { status: { deviceUID: 'forged' } }), tenant)
  t.equal(uidOf(), uid)
})

t.test('nobody but the server makes a virtual pod look like the device’s own', async (t) => {
  const { registry } = await openWorld(t, { authorizer: allowAll })
  const { uid = '' } = (await registry.edgeDevices.create(inDefault, device('d'), admin)).object.metadata
  const owner = { apiVersion: 'aranya.arhat.dev/v1alpha1', kind: 'EdgeDevice', name: 'd', uid }
  const forged = virtualPod('p', 'd', { ownerReferences: [{ ...owner, controller: true }] })
  const error = await refusal(registry.virtualPods.create(inDefault, forged, tenant))
  t.match(error, { code: 422, details: { causes: [{ field: 'metadata.ownerReferences[0].controller' }] } })
  await registry.virtualPods.create(inDefault, virtualPod('p', 'd', { ownerReferences: [owner] }), tenant)
  const update = (ownerReferences: object[]): Promise<unknown> =>
    registry.virtualPods.update(
      { ...inDefault, name: 'p' },
      (one) => applyMergePatch(one, { metadata: { ownerReferences } }),
      tenant,
    )
  t.equal((await refusal(update([{ ...owner, controller: true }]))).code, 422)
  await update([])
  await registry.virtualPods.create(inDefault, { ...forged, metadata: { ...forged.metadata, name: 'd' } }, admin)
  const own = { ...inDefault, name: 'd' }
  await registry.virtualPods.update(own, (one) => applyMergePatch(one, { metadata: { labels: { x: 'y' } } }), tenant)
  t.match(registry.virtualPods.peek(own)?.object.metadata, { labels: { x: 'y' } }, 'one that is so stays so')
})
