import t from 'tap'
import type { Test } from 'tap'
import { podKind } from '../../../apiserver/api/kinds.ts'
import type { Attributes } from '../../../apiserver/auth/types.ts'
import { toPlace } from '../../../apiserver/http/filters/request-info.ts'
import type { Connector, ConnectRequest } from '../../../apiserver/streaming/session/connector.ts'
import { mapAttributes } from '../../../apiserver/virtualcore/map-attributes.ts'
import { createVirtualClusters } from '../../../apiserver/virtualcore/virtual-clusters.ts'
import { createVirtualCore } from '../../../apiserver/virtualcore/virtual-core.ts'
import { admin as context, device, namespace, openWorld, virtualPod } from '../registry/fixtures.ts'
import { startServer } from './support/server.ts'

const ours = '/apis/aranya.arhat.dev/v1alpha1'
const inA = `${ours}/namespaces/plant-a/virtualclusters/default/proxy`
const inB = inA.replace('plant-a', 'plant-b')

/** A server with plant-a and plant-b, each with a device and its virtual pod of the namespace's own letter. */
async function openPlants(t: Test) {
  const { registry } = await openWorld(t)
  for (const letter of ['a', 'b']) {
    const key = { namespace: `plant-${letter}` }
    await registry.namespaces.create({}, namespace(key.namespace), context)
    await registry.edgeDevices.create(key, device(`cam-${letter}`), context)
    await registry.virtualPods.create(key, virtualPod(`door-${letter}`, `cam-${letter}`), context)
  }
  const asked: Attributes[] = []
  const connected: ConnectRequest[] = []
  const connectors = [logOf(connected)]
  const root = createVirtualCore({ registry, scope: 'root' })
  const inside = createVirtualCore({ registry, scope: 'namespace' })
  const server = await startServer(t, {
    storages: [...registry.storages, ...root, createVirtualClusters(registry.namespaces)],
    connectors,
    virtualCluster: { storages: inside, actions: [], connectors },
    mapAttributes,
    authorizer: {
      authorize: async ({ name }, attributes) => {
        asked.push(attributes)
        return { allowed: name === 'admin' }
      },
    },
  })
  return { ...server, registry, asked, connected }
}

function logOf(connected: ConnectRequest[]): Connector {
  return {
    info: podKind.info,
    subresource: 'log',
    kind: 'Pod',
    methods: ['GET'],
    upgrade: 'optional',
    connect: async (request) => {
      connected.push(request)
      request.response.writeHead(200).end('log')
    },
  }
}

const names = (list: { items: { metadata: { name: string } }[] }) => list.items.map(({ metadata }) => metadata.name)

t.test('a path enters one virtual cluster, and not twice', async (t) => {
  const base = ['apis', 'aranya.arhat.dev', 'v1alpha1', 'namespaces', 'a', 'virtualclusters', 'default', 'proxy']
  t.strictSame(toPlace([...base, 'api', 'v1']), { cluster: 'a', segments: ['api', 'v1'] })
  t.strictSame(toPlace(base), { cluster: 'a', segments: [] })
  t.strictSame(toPlace([...base, ...base]), { cluster: 'a', segments: base })
  for (let length = 0; length < base.length; length++) {
    const segments = base.slice(0, length)
    t.strictSame(toPlace(segments), { cluster: undefined, segments })
  }
  for (const index of [0, 1, 2, 3, 5, 6, 7]) {
    const segments = base.with(index, 'other')
    t.strictSame(toPlace(segments), { cluster: undefined, segments })
    const upper = base.with(index, base[index]?.toUpperCase() ?? '')
    t.strictSame(toPlace(upper), { cluster: undefined, segments: upper })
  }
})

t.test('a virtual cluster has the API of a cluster', async (t) => {
  const { admin } = await openPlants(t)
  const ask = async (path: string) => (await admin.ask(`${inA}${path}`)).json
  t.match(await ask('/api'), { kind: 'APIVersions', versions: ['v1'] })
  t.match(await ask('/apis'), { kind: 'APIGroupList', groups: [] })
  t.match((await ask('/version')).gitVersion, /^v1\./)
  t.strictSame(
    (await ask('/api/v1')).resources.map(({ name }: { name: string }) => name),
    ['nodes', 'pods', 'pods/log'],
  )
  const { paths } = await ask('/openapi/v3')
  t.match(paths['api/v1'].serverRelativeURL, /^\/openapi\/v3\/api\/v1\?hash=/)
  t.ok((await ask('/openapi/v3/api/v1')).paths['/api/v1/namespaces/{namespace}/pods/{name}/log'])
  t.ok((await ask('/openapi/v2')).paths['/api/v1/nodes'])
  const index = await ask('')
  t.strictSame(await ask('/'), index)
  t.ok(index.paths.includes('/api/v1') && index.paths.includes('/version'))
  t.notOk(JSON.stringify(index).includes('virtualclusters'))
  t.ok((await admin.ask('/')).json.paths.includes('/api/v1'))
})

t.test('discovery and OpenAPI tell of virtual clusters and their proxy', async (t) => {
  const { admin } = await openPlants(t)
  const { resources } = (await admin.ask(ours)).json
  const rows = new Map<string, object>(resources.map((row: { name: string }) => [row.name, row]))
  t.match(rows.get('virtualclusters'), { shortNames: ['vc'], namespaced: true, verbs: ['get', 'list', 'watch'] })
  t.match(rows.get('virtualclusters/proxy'), { verbs: ['create', 'delete', 'get', 'patch', 'update'] })
  const { paths } = (await admin.ask(`/openapi/v3${ours}`)).json
  const proxy = paths[`${ours}/namespaces/{namespace}/virtualclusters/{name}/proxy`]
  t.match(proxy.put['x-kubernetes-action'], 'connect')
  t.strictSame(names((await admin.ask(`${ours}/virtualclusters`)).json), ['default', 'default', 'default'])
  for (const method of ['DELETE', 'PUT', 'PATCH']) {
    const { code } = await admin.ask(`${ours}/namespaces/plant-a/virtualclusters/default`, { method })
    t.equal(code, 405, method)
  }
})

t.test('a virtual cluster has its namespace’s pods and nodes alone', async (t) => {
  const { admin } = await openPlants(t)
  const ask = async (path: string) => (await admin.ask(path)).json
  for (const path of ['/api/v1/pods', '/api/v1/namespaces/plant-a/pods']) {
    t.strictSame(names(await ask(`${inA}${path}`)), ['cam-a', 'door-a'].slice(1), path)
  }
  t.strictSame(names(await ask(`${inB}/api/v1/pods`)), ['door-b'])
  t.strictSame(names(await ask(`${inA}/api/v1/nodes`)), ['cam-a'])
  t.strictSame(names(await ask('/api/v1/nodes')), ['cam-a.plant-a', 'cam-b.plant-b'])
  t.match(await ask(`${inA}/api/v1/nodes/cam-a`), { kind: 'Node', metadata: { name: 'cam-a' } })
  t.match(await ask(`${inA}/api/v1/namespaces/plant-a/pods/door-a`), { kind: 'Pod', spec: { nodeName: 'cam-a' } })
  t.match(await ask('/api/v1/namespaces/plant-a/pods/door-a'), { spec: { nodeName: 'cam-a.plant-a' } })
  const onNode = `${inA}/api/v1/pods?fieldSelector=spec.nodeName%3Dcam-a`
  t.strictSame(names(await ask(onNode)), ['door-a'])
  t.strictSame(names(await ask(`${inA}/api/v1/nodes?fieldSelector=metadata.name%3Dcam-a`)), ['cam-a'])
  t.strictSame(names(await ask(`${inA}/api/v1/nodes?fieldSelector=metadata.name%3Dcam-b`)), [])
  for (const name of ['cam-b', 'cam-a.plant-a', 'cam-b.plant-b']) {
    t.match(await ask(`${inA}/api/v1/nodes/${name}`), { code: 404, message: `nodes "${name}" not found` })
  }
  const others = ['/pods', '/pods/door-b', '/pods/door-b/log', '/configmaps', '']
  for (const path of others) {
    const answer = await ask(`${inA}/api/v1/namespaces/plant-b${path}`)
    t.match(answer, { code: 404, message: 'namespaces "plant-b" not found' }, path)
  }
})

t.test('every request in a virtual cluster is authorized as what it really is, and as nothing else', async (t) => {
  const { admin, asked, audit } = await openPlants(t)
  const real = { kind: 'resource', group: 'aranya.arhat.dev', version: 'v1alpha1', namespace: 'plant-a' }
  const pods = { ...real, resource: 'virtualpods' }
  const nodes = { ...real, resource: 'edgedevices' }
  const cases: readonly (readonly [string, object])[] = [
    ['/api/v1/pods', { ...pods, verb: 'list' }],
    [
      '/api/v1/pods?labelSelector=a%3Db&fieldSelector=spec.nodeName%3Dx',
      { ...pods, verb: 'list', labelSelector: 'a=b' },
    ],
    ['/api/v1/namespaces/plant-a/pods', { ...pods, verb: 'list' }],
    ['/api/v1/namespaces/plant-a/pods?fieldSelector=metadata.name%3Dx', { ...pods, verb: 'list', name: 'x' }],
    ['/api/v1/namespaces/plant-a/pods/door-a', { ...pods, verb: 'get', name: 'door-a' }],
    ['/api/v1/namespaces/plant-a/pods/door-a/log', { ...pods, verb: 'get', name: 'door-a', subresource: 'log' }],
    ['/api/v1/nodes', { ...nodes, verb: 'list' }],
    ['/api/v1/nodes/cam-a', { ...nodes, verb: 'get', name: 'cam-a' }],
    ['/api/v1', { kind: 'nonresource', verb: 'get', path: '/api/v1' }],
    ['/version/', { kind: 'nonresource', verb: 'get', path: '/version' }],
    ['/%76ersion', { kind: 'nonresource', verb: 'get', path: '/version' }],
    ['', { kind: 'nonresource', verb: 'get', path: '/' }],
  ]
  for (const [path, attributes] of cases) {
    asked.length = 0
    t.equal((await admin.ask(`${inA}${path}`)).code, 200, path)
    t.strictSame(asked, [attributes], path)
    t.equal(audit.at(-1)?.requestURI, `${inA}${path}`)
  }
})

t.test(
  'who has no credential is told that, and who has no right is refused before anything is looked at',
  async (t) => {
    const { ca, clientOf, connected } = await openPlants(t)
    const stranger = clientOf()
    const tenant = clientOf(ca.issue({ commonName: 'tenant' }))
    for (const path of ['/api/v1/pods', '/api/v1/namespaces/plant-a/pods/door-a/log', '/healthz', '/metrics', '/api']) {
      t.equal((await stranger.ask(`${inA}${path}`)).code, 401, path)
      t.equal((await tenant.ask(`${inA}${path}`)).code, 403, path)
    }
    const log = '/api/v1/namespaces/plant-a/pods/door-a/log'
    t.match((await tenant.ask(`${inA}${log}`)).json.message, /cannot get resource "virtualpods\/log" .* "plant-a"$/)
    t.equal(connected.length, 0)
  },
)

t.test('a stream in a virtual cluster leads where its path says', async (t) => {
  const { admin, connected } = await openPlants(t)
  const path = `${inA}/api/v1/namespaces/plant-a/pods/door-a/log?tailLines=3&container=main`
  t.equal((await admin.ask(path)).text, 'log')
  t.match(connected, [
    { namespace: 'plant-a', name: 'door-a', query: new URLSearchParams('tailLines=3&container=main') },
  ])
})

t.test('a watch in a virtual cluster tells of its namespace alone', async (t) => {
  const { admin, registry } = await openPlants(t)
  const response = await admin.open(`${inA}/api/v1/nodes?watch=1`)
  await registry.edgeDevices.create({ namespace: 'plant-b' }, device('other'), context)
  await registry.edgeDevices.create({ namespace: 'plant-a' }, device('more'), context)
  let text = ''
  for await (const chunk of response) {
    text += String(chunk)
    if (text.includes('"more"')) break
  }
  const told = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).object.metadata.name)
  t.strictSame(told, ['cam-a', 'more'])
})

t.test('tricks with the path lead nowhere', async (t) => {
  const { admin, asked, connected } = await openPlants(t)
  const ambiguous = [
    '//api/v1/pods',
    '/api//v1/pods',
    '/../proxy/api/v1/pods',
    '/%2e%2e/proxy/api/v1/pods',
    '/api/v1/namespaces/plant-a%2F..%2Fplant-b/pods',
    '/api/v1/namespaces/plant-a/pods/door-a%2Flog',
    '/api/v1/namespaces/plant-a/pods/door-a%2flog',
    '/api/v1/namespaces/plant-a/pods/..%2Fplant-b',
    '/api/v1/namespaces/plant-a\\..\\plant-b/pods',
  ]
  for (const path of ambiguous) t.equal((await admin.ask(`${inA}${path}`)).code, 400, path)
  t.strictSame(asked, [], 'nothing was asked about')
  const nowhere = [
    `${inA}${inA}/api/v1/pods`,
    `${inA}${inB}/api/v1/pods`,
    `${inA}${ours}/namespaces/plant-a/edgedevices`,
    `${inA}/API/v1/pods`,
    `${inA}/api/V1/pods`,
    `${inA}/api/v1/PODS`,
    `${inA}/api/v1/watch/pods`,
    `${inA}/api/v1/proxy/namespaces/plant-a/pods/door-a`,
    `${inA.replace('default', 'DEFAULT')}/api/v1/pods`,
    `${inA.replace('default', 'other')}/api/v1/pods`,
    `${inA.replace('proxy', 'Proxy')}/api/v1/pods`,
    `${inA.replace('proxy', 'status')}/api/v1/pods`,
    `${inA.replace('/namespaces/plant-a', '')}/api/v1/pods`,
    `${ours}/namespaces/plant-a/edgedevices/default/proxy/api/v1/pods`,
  ]
  for (const path of nowhere) t.equal((await admin.ask(path)).code, 404, path)
  t.strictSame(connected, [])
})
