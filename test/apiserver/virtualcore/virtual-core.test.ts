import t from 'tap'
import type { Test } from 'tap'
import type { KubeObject } from '../../../apiserver/api/meta/object.ts'
import { applyMergePatch } from '../../../apiserver/api/patch/patch.ts'
import { everything, parseSelector } from '../../../apiserver/api/selectors/selectors.ts'
import type { Registry } from '../../../apiserver/registry/registry.ts'
import type { RestStorage } from '../../../apiserver/registry/rest-storage.ts'
import { createVirtualCore } from '../../../apiserver/virtualcore/virtual-core.ts'
import { admin, device, inDefault, openWorld, refusal, take, tell, virtualPod, watchAll } from '../registry/fixtures.ts'

interface Core {
  readonly registry: Registry
  readonly pods: Required<Pick<RestStorage, 'get' | 'list' | 'watch'>> & RestStorage
  readonly nodes: Required<Pick<RestStorage, 'get' | 'list' | 'watch'>> & RestStorage
}

function reading(storage: RestStorage | undefined): Core['pods'] {
  if (storage?.get && storage.list && storage.watch) return storage as Core['pods']
  throw new Error('the storage cannot be read')
}

/** Device `cam.1`, Online, and its virtual pod `door` with a log. */
async function openCore(t: Test): Promise<Core> {
  const { registry } = await openWorld(t)
  const storages = createVirtualCore({ registry, scope: 'root' })
  await registry.edgeDevices.create(inDefault, device('cam.1', { metadata: { labels: { site: 'north' } } }), admin)
  const status = {
    phase: 'Online',
    connection: { method: 'grpc', remoteAddress: '192.0.2.7:5555' },
    nodeInfo: {
      hostname: 'cam',
      operatingSystem: 'linux',
      architecture: 'arm64',
      agentVersion: '0.1.0',
      osImage: 'Debian',
    },
    capacity: { cpu: '4', memory: '8Gi' },
    conditions: [
      { type: 'Ready', status: 'True', reason: 'Connected', message: '', lastTransitionTime: '2026-01-02T03:04:00Z' },
    ],
  }
  const key = { ...inDefault, name: 'cam.1' }
  await registry.edgeDevices.updateStatus(key, (one) => applyMergePatch(one, { status }), admin)
  const door = virtualPod('door', 'cam.1', { labels: { use: 'door' } })
  door['spec'] = {
    deviceName: 'cam.1',
    containers: [
      { name: 'main', command: ['doord'], workingDir: '/srv', allowedPorts: [80], env: [{ name: 'A', value: 'b' }] },
    ],
    logs: [{ name: 'syslog', path: '/var/log/syslog' }],
  }
  await registry.virtualPods.create(inDefault, door, admin)
  const byName = (resource: string): Core['pods'] => reading(storages.find(({ info }) => info.resource === resource))
  return { registry, pods: byName('pods'), nodes: byName('nodes') }
}

t.test('a version of the future is waited for here too', async (t) => {
  const { pods, registry } = await openCore(t)
  const { revision } = registry.virtualPods.peekAll()
  const soon = pods.get({ ...inDefault, name: 'door' }, String(revision + 1))
  const change = (current: Readonly<KubeObject>): KubeObject => ({
    ...current,
    metadata: { ...current.metadata, labels: { site: 'new' } },
  })
  await registry.virtualPods.update({ ...inDefault, name: 'door' }, change, admin)
  t.match((await soon).object.metadata, { labels: { site: 'new' } })
})

t.test('a virtual pod looks like a running pod on the node of its device', async (t) => {
  const { pods, registry } = await openCore(t)
  const stored = await pods.get({ ...inDefault, name: 'door' })
  const behind = registry.virtualPods.peek({ ...inDefault, name: 'door' })?.object
  t.strictSame(JSON.parse(Buffer.from(stored.bytes).toString()), stored.object)
  const { annotations, ...metadata } = stored.object.metadata
  t.strictSame(metadata, behind?.metadata)
  t.strictSame(annotations, {
    'kubectl.kubernetes.io/default-container': 'main',
    'kubectl.kubernetes.io/default-logs-container': 'main',
  })
  t.match(stored.object, {
    apiVersion: 'v1',
    kind: 'Pod',
    spec: {
      nodeName: 'cam.1.default',
      containers: [
        {
          name: 'main',
          image: 'aranya.arhat.dev/host',
          command: ['doord'],
          workingDir: '/srv',
          ports: [{ containerPort: 80, protocol: 'TCP' }],
          env: [{ name: 'A', value: 'b' }],
        },
        { name: 'syslog', image: 'aranya.arhat.dev/log' },
      ],
    },
    status: {
      phase: 'Running',
      podIP: '192.0.2.7',
      hostIP: '192.0.2.7',
      startTime: '2026-01-02T03:04:05Z',
      conditions: [
        { type: 'PodScheduled' },
        { type: 'Initialized' },
        { type: 'ContainersReady' },
        { type: 'Ready', status: 'True' },
      ],
      containerStatuses: [
        { name: 'main', ready: true, restartCount: 0, state: { running: { startedAt: '2026-01-02T03:04:05Z' } } },
        { name: 'syslog', ready: true },
      ],
    },
  })
  t.strictSame(pods.table.cells(stored.object).slice(0, 4), ['door', '2/2', 'Running', '0'])
})

t.test('a device looks like a node called NAME.NAMESPACE', async (t) => {
  const { nodes } = await openCore(t)
  const { object } = await nodes.get({ name: 'cam.1.default' })
  t.match(object, {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: 'cam.1.default',
      labels: { site: 'north', 'kubernetes.io/arch': 'arm64', 'kubernetes.io/os': 'linux' },
    },
    status: {
      capacity: { cpu: '4' },
      allocatable: { memory: '8Gi' },
      conditions: [{ type: 'Ready', status: 'True', reason: 'Connected' }],
      addresses: [
        { type: 'ExternalIP', address: '192.0.2.7' },
        { type: 'Hostname', address: 'cam' },
      ],
      nodeInfo: { kubeletVersion: '0.1.0', osImage: 'Debian', machineID: '' },
    },
  })
  t.equal(object.metadata.namespace, undefined)
  t.strictSame(nodes.table.cells(object).slice(0, 2), ['cam.1.default', 'Ready'])
})

t.test('what is not there is not found under the name that was asked for', async (t) => {
  const { pods, nodes } = await openCore(t)
  t.equal((await refusal(pods.get({ ...inDefault, name: 'x' }))).message, 'pods "x" not found')
  for (const name of ['x.default', 'cam.1', 'cam.1.', '.default', 'nodots', '']) {
    const error = await refusal(nodes.get({ name }))
    t.match(error, { code: 404, message: `nodes ${JSON.stringify(name)} not found` })
    t.strictSame(error.details, { name, kind: 'nodes' })
  }
})

t.test('lists and selectors mean what is shown', async (t) => {
  const { pods, nodes, registry } = await openCore(t)
  await registry.virtualPods.create(inDefault, virtualPod('far', 'other'), admin)
  await registry.edgeDevices.create(inDefault, device('other'), admin)
  const list = async (storage: Core['pods'], source: object): Promise<string[]> => {
    const selector = parseSelector({ ...source, fields: storage.selectorFields ?? {} })
    const { items } = await storage.list({ selector, ...(storage === pods ? inDefault : {}) })
    return items.map(({ object }) => object.metadata.name)
  }
  t.strictSame(await list(pods, {}), ['door', 'far'])
  t.strictSame(await list(pods, { fieldSelector: 'metadata.name=far' }), ['far'])
  t.strictSame(await list(pods, { labelSelector: 'use=door' }), ['door'])
  const onNode = 'spec.nodeName=cam.1.default,status.phase!=Succeeded,status.phase!=Failed'
  t.strictSame(await list(pods, { fieldSelector: onNode }), ['door'])
  t.strictSame(await list(nodes, {}), ['cam.1.default', 'other.default'])
  t.strictSame(await list(nodes, { fieldSelector: 'metadata.name=other.default' }), ['other.default'])
  t.strictSame(await list(nodes, { fieldSelector: 'metadata.name=other' }), [])
  t.strictSame(await list(nodes, { labelSelector: 'kubernetes.io/arch=arm64' }), ['cam.1.default'])
})

t.test('a watch tells of pods, and all readers share the bytes', async (t) => {
  const { pods, registry } = await openCore(t)
  const query = { ...watchAll, ...inDefault, sendInitialEvents: true, allowBookmarks: true }
  const signal = AbortSignal.timeout(10_000)
  const [one, two] = [await pods.watch(query, signal), await pods.watch(query, signal)]
  await registry.virtualPods.delete({ ...inDefault, name: 'door' }, {}, admin)
  const [first, second] = [await take(one, 3), await take(two, 3)]
  t.strictSame(
    first.map((event) => tell(event).split(' ')[0]),
    ['ADDED', 'BOOKMARK', 'DELETED'],
  )
  for (const index of [0, 2]) {
    const [a, b] = [first[index], second[index]]
    if (a?.type === 'BOOKMARK' || b?.type === 'BOOKMARK') throw new Error('a bookmark is not expected here')
    t.ok(a && b && a.item.bytes === b.item.bytes)
    t.equal(a?.item.object.kind, 'Pod')
  }
  const list = await pods.list({ selector: everything })
  t.equal(list.items.length, 0)
})

t.test('leaving a selector on nodes is told with the node that was there', async (t) => {
  const { nodes, registry } = await openCore(t)
  const selector = parseSelector({ labelSelector: 'site=north' })
  const events = await nodes.watch({ ...watchAll, selector }, AbortSignal.timeout(10_000))
  const patch = { metadata: { labels: { site: 'south' } } }
  await registry.edgeDevices.update({ ...inDefault, name: 'cam.1' }, (one) => applyMergePatch(one, patch), admin)
  const told = await take(events, 2)
  t.strictSame(told.map(tell), ['ADDED cam.1.default', 'DELETED cam.1.default'])
})

t.test('a watch that is left ends at once, though nothing happens', async (t) => {
  const { pods } = await openCore(t)
  const query = { ...watchAll, sendInitialEvents: false }
  const events = (await pods.watch(query, new AbortController().signal))[Symbol.asyncIterator]()
  const waiting = events.next()
  await events.return?.()
  t.equal((await waiting).done, true)
})
