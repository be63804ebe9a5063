import t from 'tap'
import { edgeDeviceKind, podKind } from '../../../apiserver/api/kinds.ts'
import type { Connector } from '../../../apiserver/streaming/session/connector.ts'
import { connectorOf, startRegistryServer, startServer } from './support/server.ts'

const v2 = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
const v2beta1 = v2.replace('v=v2', 'v=v2beta1')

const execOf = ({ info }: { readonly info: Connector['info'] }): Connector => connectorOf(async () => {}, { info })

t.test('plain discovery tells what is served', async (t) => {
  const { admin } = await startRegistryServer(t, { connectors: [execOf(edgeDeviceKind)] })
  t.match((await admin.ask('/api')).json, { kind: 'APIVersions', versions: ['v1'] })
  const groupVersion = 'aranya.arhat.dev/v1alpha1'
  const group = { name: 'aranya.arhat.dev', preferredVersion: { groupVersion, version: 'v1alpha1' } }
  t.match((await admin.ask('/apis')).json, { kind: 'APIGroupList', groups: [group] })
  t.match((await admin.ask('/apis/aranya.arhat.dev')).json, { kind: 'APIGroup', ...group })
  const list = (await admin.ask(`/apis/${groupVersion}`)).json
  t.match(list, { kind: 'APIResourceList', groupVersion })
  const byName = new Map(list.resources.map((one: { name: string }) => [one.name, one]))
  t.match(byName.get('edgedevices'), {
    singularName: 'edgedevice',
    namespaced: true,
    kind: 'EdgeDevice',
    shortNames: ['ed'],
    categories: ['aranya'],
    verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
  })
  t.match(byName.get('edgedevices/status'), { kind: 'EdgeDevice', verbs: ['get', 'patch', 'update'] })
  t.match(byName.get('edgedevices/exec'), { kind: 'PodExecOptions', verbs: ['create', 'get'] })
  const core = (await admin.ask('/api/v1')).json
  t.match(core.resources[0], { name: 'namespaces', namespaced: false, shortNames: ['ns'] })
})

t.test('aggregated discovery is one document, with an ETag', async (t) => {
  const { admin } = await startRegistryServer(t, { connectors: [execOf(edgeDeviceKind)] })
  for (const [accept, version] of [
    [v2, 'v2'],
    [v2beta1, 'v2beta1'],
  ]) {
    const headers = { accept: `${accept},application/json` }
    const reply = await admin.ask('/apis', { headers })
    t.equal(reply.headers['content-type'], accept)
    t.equal(reply.headers.vary, 'Accept')
    t.match(reply.json, { kind: 'APIGroupDiscoveryList', apiVersion: `apidiscovery.k8s.io/${version}` })
    const [{ metadata, versions }] = reply.json.items
    t.equal(metadata.name, 'aranya.arhat.dev')
    t.match(versions[0], { version: 'v1alpha1', freshness: 'Current' })
    for (const resource of versions[0].resources) {
      t.ok(resource.responseKind.kind, resource.resource)
      for (const one of resource.subresources) t.ok(one.responseKind.kind, one.subresource)
    }
    const { etag = '' } = reply.headers
    t.match(etag, /^"[0-9A-F]+"$/)
    const again = await admin.ask('/apis', { headers: { ...headers, 'if-none-match': etag } })
    t.equal(again.code, 304)
    t.equal(again.bytes.length, 0)
    t.equal((await admin.ask('/apis', { headers: { ...headers, 'if-none-match': '"other"' } })).code, 200)
  }
  t.match((await admin.ask('/api', { headers: { accept: v2 } })).json.items, [{ versions: [{ version: 'v1' }] }])
  t.equal((await admin.ask('/apis', { headers: { accept: 'text/html' } })).code, 406)
})

t.test('a server without core resources has no /api', async (t) => {
  const { admin } = await startServer(t)
  t.equal((await admin.ask('/api')).code, 404)
  t.same((await admin.ask('/apis')).json.groups, [])
})

t.test('OpenAPI is there in all of its forms', async (t) => {
  const { admin } = await startRegistryServer(t)
  const json = await admin.ask('/openapi/v2')
  t.equal(json.json.swagger, '2.0')
  const proto = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf'
  const encoded = await admin.ask('/openapi/v2', { headers: { accept: proto } })
  t.equal(encoded.headers['content-type'], 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf')
  const consumes = (path: string): unknown => json.json.paths[path].patch.consumes
  const patches = ['application/json-patch+json', 'application/merge-patch+json']
  t.same(consumes(`/apis/aranya.arhat.dev/v1alpha1/namespaces/{namespace}/edgedevices/{name}`), patches)
  const strategic = 'application/strategic-merge-patch+json'
  for (const path of ['', '/status']) {
    t.same(consumes(`/api/v1/namespaces/{name}${path}`), [...patches, strategic], 'kubectl patches these so')
  }
  t.equal((await admin.ask('/openapi/v2', { headers: { 'if-none-match': json.headers.etag ?? '' } })).code, 304)
  const { paths } = (await admin.ask('/openapi/v3')).json
  t.same(Object.keys(paths), ['api/v1', 'apis/aranya.arhat.dev/v1alpha1', 'apis/rbac.authorization.k8s.io/v1'])
  for (const { serverRelativeURL } of Object.values<{ serverRelativeURL: string }>(paths)) {
    const document = await admin.ask(serverRelativeURL)
    t.match(document.json.openapi, /^3\.0/)
    t.equal(serverRelativeURL.split('hash=')[1], document.headers.etag?.slice(1, -1))
    t.equal((await admin.ask(serverRelativeURL.replace(/hash=.*/, 'hash=OLD'))).code, 200, 'no redirect')
  }
})

t.test('the version is one that clients can parse', async (t) => {
  const { admin } = await startServer(t)
  const { json } = await admin.ask('/version')
  t.match(json, { major: '1', minor: /^\d+$/, gitVersion: /^v1\.\d+\.0\+aranya-0\.1\.0$/ })
})

t.test('the index names every path that is no object', async (t) => {
  const { admin } = await startRegistryServer(t)
  const { paths } = (await admin.ask('/')).json
  for (const path of ['/', '/api/v1', '/apis', '/healthz', '/livez/ping', '/metrics', '/openapi/v2', '/version']) {
    t.ok(paths.includes(path), path)
    t.equal((await admin.ask(path)).code, 200, path)
  }
})

t.test('a projection of another API is told like any other resource', async (t) => {
  const storage = { info: podKind.info, table: podKind.table, list: async () => ({ items: [], revision: 1 }) }
  const { admin } = await startServer(t, { storages: [storage], connectors: [execOf(podKind)] })
  const { resources } = (await admin.ask('/api/v1')).json
  t.match(resources, [
    { name: 'pods', verbs: ['list'] },
    { name: 'pods/exec', kind: 'PodExecOptions' },
  ])
  t.equal((await admin.ask('/api/v1/namespaces/n/pods?watch=1')).code, 405)
})

t.test('metrics count requests by what they asked for', async (t) => {
  const { admin } = await startRegistryServer(t)
  await admin.ask('/api/v1/namespaces')
  await admin.ask('/api/v1/namespaces/nobody')
  await admin.ask('/some/path/that/a/client/invented')
  const { text } = await admin.ask('/metrics')
  t.match(text, 'aranya_http_requests_total{verb="list",resource="namespaces",subresource="",code="200"} 1')
  t.match(text, 'aranya_http_requests_total{verb="get",resource="namespaces",subresource="",code="404"} 1')
  t.match(text, /aranya_http_request_duration_seconds_count\{verb="list",resource="namespaces"\} 1/)
  t.notMatch(text, 'invented')
})
