import t from 'tap'
import { startRegistryServer } from './support/server.ts'

const group = '/apis/aranya.arhat.dev/v1alpha1'
const devices = `${group}/namespaces/default/edgedevices`
const mergePatch = { 'content-type': 'application/merge-patch+json' }
const jsonPatch = { 'content-type': 'application/json-patch+json' }

function device(name: string, more: object = {}) {
  return { apiVersion: 'aranya.arhat.dev/v1alpha1', kind: 'EdgeDevice', metadata: { name, ...more } }
}

t.test('an object is created, read, changed, patched and deleted', async (t) => {
  const { admin } = await startRegistryServer(t)
  const created = await admin.ask(devices, { method: 'POST', body: device('one', { labels: { a: 'b' } }) })
  t.equal(created.code, 201, created.text)
  t.equal(created.headers['content-type'], 'application/json')
  t.same((await admin.ask(`${devices}/one`)).json, created.json)
  const changed = await admin.ask(`${devices}/one`, {
    method: 'PUT',
    body: { ...created.json, metadata: { ...created.json.metadata, labels: { a: 'c' } } },
  })
  t.equal(changed.code, 200, changed.text)
  t.same(changed.json.metadata.labels, { a: 'c' })
  const merged = await admin.ask(`${devices}/one`, {
    method: 'PATCH',
    headers: mergePatch,
    body: { spec: { access: { exec: false } } },
  })
  t.equal(merged.json.spec.access.exec, false)
  const operations = [{ op: 'remove', path: '/metadata/labels' }]
  const patched = await admin.ask(`${devices}/one`, { method: 'PATCH', headers: jsonPatch, body: operations })
  t.equal(patched.json.metadata.labels, undefined)
  const deleted = await admin.ask(`${devices}/one`, { method: 'DELETE' })
  t.equal(deleted.code, 200)
  t.match(deleted.json, { kind: 'Status', status: 'Success', details: { uid: created.json.metadata.uid } })
  t.match((await admin.ask(`${devices}/one`)).json, { reason: 'NotFound', code: 404 })
})

t.test('the status has a path of its own', async (t) => {
  const { admin } = await startRegistryServer(t)
  await admin.ask(devices, { method: 'POST', body: device('one') })
  const body = { status: { phase: 'Online' }, spec: { access: { exec: false } } }
  const main = await admin.ask(`${devices}/one`, { method: 'PATCH', headers: mergePatch, body })
  t.match(main.json, { status: { phase: 'Pending' }, spec: { access: { exec: false } } })
  const status = await admin.ask(`${devices}/one/status`, {
    method: 'PATCH',
    headers: mergePatch,
    body: { status: { phase: 'Offline' } },
  })
  t.equal(status.json.status.phase, 'Offline', status.text)
  t.equal((await admin.ask(`${devices}/one/status`)).json.status.phase, 'Offline')
})

t.test('a list is the objects as they are stored, of one namespace or of all', async (t) => {
  const { admin } = await startRegistryServer(t)
  await admin.ask('/api/v1/namespaces', { method: 'POST', body: { metadata: { name: 'other' } } })
  const one = await admin.ask(devices, { method: 'POST', body: device('one', { labels: { a: '1' } }) })
  const two = await admin.ask(devices.replace('default', 'other'), { method: 'POST', body: device('two') })
  const all = await admin.ask(`${group}/edgedevices`)
  t.match(all.json, { kind: 'EdgeDeviceList', apiVersion: 'aranya.arhat.dev/v1alpha1' })
  t.same(all.json.items, [one.json, two.json])
  t.match(all.json.metadata.resourceVersion, /^[1-9]\d*$/)
  t.same((await admin.ask(devices)).json.items, [one.json])
  t.same((await admin.ask(`${group}/edgedevices?labelSelector=a%3D1`)).json.items, [one.json])
  t.same((await admin.ask(`${group}/edgedevices?fieldSelector=metadata.name%3Dtwo`)).json.items, [two.json])
  t.same((await admin.ask(`${group}/virtualpods`)).json.items, [], 'an empty list has items')
  const page = await admin.ask(`${group}/edgedevices?limit=1`)
  t.equal(page.json.items.length, 1)
  const rest = await admin.ask(`${group}/edgedevices?limit=1&continue=${page.json.metadata.continue}`)
  t.same(rest.json.items, [two.json])
  for (const none of ['-1', '9223372036854775807'])
    t.same((await admin.ask(`${group}/edgedevices?limit=${none}`)).json.items, [one.json, two.json], none)
  t.equal((await admin.ask(`${group}/edgedevices?limit=many`)).code, 400)
  const active = await admin.ask('/api/v1/namespaces?fieldSelector=status.phase%3DActive')
  t.match(active.json.items, [{ metadata: { name: 'default' } }, { metadata: { name: 'other' } }])
  t.same((await admin.ask('/api/v1/namespaces?fieldSelector=status.phase%21%3DActive')).json.items, [])
})

t.test('a namespace counts for nothing where a kind has none', async (t) => {
  const { admin } = await startRegistryServer(t)
  const path = '/apis/rbac.authorization.k8s.io/v1/clusterroles'
  const role = { metadata: { name: 'one', namespace: 'default' }, rules: [] }
  const created = await admin.ask(path, { method: 'POST', body: role })
  t.equal(created.code, 201, created.text)
  t.equal(created.json.metadata.namespace, undefined)
  const put = await admin.ask(`${path}/one`, {
    method: 'PUT',
    body: { ...role, metadata: { ...role.metadata, labels: { a: 'b' } } },
  })
  t.match(put.json, { metadata: { labels: { a: 'b' } } })
  const body = { metadata: { namespace: 'default', labels: { a: 'c' } } }
  const patched = await admin.ask(`${path}/one`, { method: 'PATCH', headers: mergePatch, body })
  t.match(patched.json, { metadata: { labels: { a: 'c' } } })
  t.equal(patched.json.metadata.namespace, undefined)
})

t.test('Tables and metadata are given to those who ask', async (t) => {
  const { admin } = await startRegistryServer(t)
  const one = (await admin.ask(devices, { method: 'POST', body: device('one') })).json
  for (const apiVersion of ['meta.k8s.io/v1', 'meta.k8s.io/v1beta1']) {
    const v = apiVersion.split('/')[1]
    const accept = (as: string) => ({
      headers: { accept: `application/json;as=${as};g=meta.k8s.io;v=${v}, application/json` },
    })
    const partial = { kind: 'PartialObjectMetadata', apiVersion, metadata: one.metadata }
    const table = (await admin.ask(devices, accept('Table'))).json
    t.match(table, { kind: 'Table', apiVersion, columnDefinitions: [{ name: 'Name' }] })
    t.same(table.rows[0].object, partial)
    t.equal(table.rows[0].cells[0], 'one')
    t.same((await admin.ask(`${devices}?includeObject=Object`, accept('Table'))).json.rows[0].object, one)
    t.notOk((await admin.ask(`${devices}?includeObject=None`, accept('Table'))).json.rows[0].object)
    t.match((await admin.ask(`${devices}/one`, accept('Table'))).json, { kind: 'Table', rows: [{ object: partial }] })
    t.same((await admin.ask(`${devices}/one`, accept('PartialObjectMetadata'))).json, partial)
    const metadataList = (await admin.ask(devices, accept('PartialObjectMetadataList'))).json
    t.match(metadataList, { kind: 'PartialObjectMetadataList', apiVersion, items: [partial] })
    const patch = { method: 'PATCH', body: {}, headers: { ...accept('PartialObjectMetadata').headers, ...mergePatch } }
    t.same((await admin.ask(`${devices}/one`, patch)).json, partial)
  }
  t.equal((await admin.ask(devices, { headers: { accept: 'text/html' } })).code, 406)
  t.equal(
    (await admin.ask(devices, { method: 'POST', body: device('two'), headers: { accept: 'text/html' } })).code,
    406,
  )
  t.equal((await admin.ask(`${devices}/two`)).code, 404, 'nothing is written for who would not read the answer')
})

t.test('a body may be YAML', async (t) => {
  const { admin } = await startRegistryServer(t)
  const headers = { 'content-type': 'application/yaml' }
  const ask = (body: string) => admin.ask(devices, { method: 'POST', headers, body })
  t.equal((await ask('kind: EdgeDevice\nmetadata:\n  name: one\n')).code, 201)
  const bomb = `a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n`
  for (const body of [
    bomb,
    'a: [',
    '- x',
    'a: 1\na: 2',
    '---\na: 1\n---\nb: 2',
    '['.repeat(60_000),
    '? '.repeat(30_000),
  ]) {
    const reply = await ask(body)
    t.match(reply.json, { code: 400, reason: 'BadRequest' }, body.slice(0, 20))
  }
})

t.test('a body that is no object is 400, and says where it is wrong', async (t) => {
  const { admin } = await startRegistryServer(t)
  const post = (body: string) =>
    admin.ask(devices, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const cases: readonly [string, RegExp][] = [
    ['{"metadata":{"name":"x",}}', /JSON.*position 24/],
    ['', /JSON/],
    ['[]', /not a JSON object/],
    ['null', /not a JSON object/],
    ['{"metadata":"x"}', /metadata is not/],
    ['{"kind":"Pod"}', /kind is "Pod"/],
    ['{"apiVersion":"v1"}', /API version/],
    ['{"metadata":{"name":"x","namespace":"other"}}', /namespace of the provided object does not match/],
    ['{"__proto__":{"kind":"EdgeDevice"}}', /__proto__/],
    ['{"\\u005f_proto__":{}}', /__proto__/],
    [`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, /deep/],
  ]
  for (const [body, message] of cases) {
    const reply = await post(body)
    t.equal(reply.code, 400, `${body.slice(0, 40)} ${reply.text.slice(0, 200)}`)
    t.match(reply.json.message, message)
  }
  const put = await admin.ask(`${devices}/one`, { method: 'PUT', body: device('two') })
  t.match(put.json, { code: 400, message: /name of the object \(two\) does not match the name on the URL \(one\)/ })
})

t.test('fields that nobody knows, or that are there twice, are warned of or refused', async (t) => {
  const { admin } = await startRegistryServer(t)
  const body = '{"metadata":{"name":"one","name":"one"},"spec":{"nmae":1}}'
  const post = (query: string) =>
    admin.ask(`${devices}?${query}`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  const strict = await post('fieldValidation=Strict')
  t.match(strict.json, { code: 400, message: /duplicate field "metadata.name"/ })
  const warned = await post('dryRun=All')
  t.equal(warned.code, 201)
  const warnings = warned.rawHeaders.filter((_, i, all) => all[i - 1]?.toLowerCase() === 'warning')
  t.same(warnings, ['299 - "duplicate field \\"metadata.name\\""', '299 - "unknown field \\"spec.nmae\\""'])
  const ignored = await post('fieldValidation=Ignore')
  t.equal(ignored.code, 201)
  t.equal(ignored.headers.warning, undefined)
})

t.test('what strict decoding finds in a patch, or in what it makes, is 422', async (t) => {
  const { admin } = await startRegistryServer(t)
  await admin.ask(devices, { method: 'POST', body: device('one') })
  const patch = (name: string, type: string, body: string) =>
    admin.ask(`${devices}/${name}?fieldValidation=Strict`, {
      method: 'PATCH',
      headers: { 'content-type': `application/${type}+json` },
      body,
    })
  const cases = [
    [
      'merge-patch',
      '{"spec":{"nmae":1}}',
      /^EdgeDevice.aranya.arhat.dev "one" is invalid.*strict.*unknown field "spec.nmae"/,
    ],
    ['json-patch', '[{"op":"add","path":"/spec/nmae","value":1}]', /unknown field "spec.nmae"/],
    ['merge-patch', '{"metadata":{"labels":{"a":"b","a":"c"}}}', /duplicate field "metadata.labels.a"/],
  ] as const
  for (const [type, body, message] of cases) {
    const { json } = await patch('one', type, body)
    t.match(json, { code: 422, reason: 'Invalid', message, details: { causes: [{ field: 'patch' }] } })
    t.match((await patch('none', type, body)).json, { code: 404 })
  }
})

t.test('options that do not exist are refused as Kubernetes does', async (t) => {
  const { admin } = await startRegistryServer(t)
  const create = (query: string) => admin.ask(`${devices}?${query}`, { method: 'POST', body: device('one') })
  const invalid = { kind: 'Status', code: 422, reason: 'Invalid' }
  t.match((await create('dryRun=Some')).json, { ...invalid, details: { causes: [{ field: 'dryRun' }] } })
  t.match((await create('fieldValidation=Maybe')).json, {
    ...invalid,
    details: { causes: [{ field: 'fieldValidation' }] },
  })
  t.match((await create(`fieldManager=${'x'.repeat(129)}`)).json, {
    ...invalid,
    details: { causes: [{ field: 'fieldManager' }] },
  })
  t.match((await create('fieldManager=a%0Ab')).json, invalid)
  t.match((await admin.ask(`${devices}?resourceVersionMatch=Exact`)).json, invalid)
  t.match((await admin.ask(`${devices}?resourceVersionMatch=Exact&resourceVersion=0`)).json, invalid)
  t.match((await admin.ask(`${devices}?resourceVersionMatch=Near&resourceVersion=1`)).json, invalid)
  t.match((await admin.ask(`${devices}?watch=1&sendInitialEvents=true`)).json, invalid)
  t.match((await admin.ask(`${devices}/one?propagationPolicy=Never`, { method: 'DELETE' })).json, {
    ...invalid,
    details: { causes: [{ field: 'propagationPolicy', reason: 'FieldValueNotSupported' }] },
  })
  const badRequest = { kind: 'Status', code: 400, reason: 'BadRequest' }
  t.match((await admin.ask(`${devices}?limit=x`)).json, badRequest)
  t.match((await admin.ask(`${devices}?limit=1.5`)).json, badRequest)
  t.match((await admin.ask(`${devices}?labelSelector=a%20in`)).json, badRequest)
  t.match((await admin.ask(`${devices}?fieldSelector=spec.x%3D1`)).json, badRequest)
  t.match((await admin.ask(`${devices}?includeObject=All`)).json, badRequest)
})

t.test('a patch that we cannot apply is 415, with what we can', async (t) => {
  const { admin } = await startRegistryServer(t)
  for (const type of [
    'application/strategic-merge-patch+json',
    'application/apply-patch+yaml',
    'application/json',
    'text/plain',
  ]) {
    const reply = await admin.ask(`${devices}/one`, { method: 'PATCH', headers: { 'content-type': type }, body: '{}' })
    t.match(
      reply.json,
      { code: 415, reason: 'UnsupportedMediaType', message: /json-patch\+json, application\/merge-patch\+json/ },
      type,
    )
  }
  const post = await admin.ask(devices, { method: 'POST', headers: { 'content-type': 'application/cbor' }, body: 'x' })
  t.match(post.json, { code: 415, message: /application\/json, application\/yaml/ })
  const invalid = await admin.ask(devices, { method: 'POST', headers: { 'content-type': 'nonsense' }, body: 'x' })
  t.match(invalid.json, { kind: 'Status', code: 415 })
})

t.test(
  'a namespace that was applied once could not be applied with a change: kubectl sent a strategic merge patch',
  async (t) => {
    const { admin } = await startRegistryServer(t)
    await admin.ask('/api/v1/namespaces', { method: 'POST', body: { metadata: { name: 'one', labels: { a: 'b' } } } })
    const patched = await admin.ask('/api/v1/namespaces/one', {
      method: 'PATCH',
      headers: { 'content-type': 'application/strategic-merge-patch+json' },
      body: { metadata: { labels: { a: null, c: 'd' }, finalizers: ['x.io/a'] } },
    })
    t.equal(patched.code, 200, patched.text)
    const { labels, finalizers } = patched.json.metadata
    t.same({ labels, finalizers }, { labels: { c: 'd', 'kubernetes.io/metadata.name': 'one' }, finalizers: ['x.io/a'] })
  },
)

t.test('DeleteOptions come in the body, else in the query', async (t) => {
  const { admin } = await startRegistryServer(t)
  const { metadata } = (await admin.ask(devices, { method: 'POST', body: device('one') })).json
  const remove = (body: object, query = '') => admin.ask(`${devices}/one?${query}`, { method: 'DELETE', body })
  t.equal((await remove({ preconditions: { uid: 'another' } })).code, 409)
  t.equal((await remove({ kind: 'Pod' })).code, 400)
  t.equal((await remove({ preconditions: 1 })).code, 400)
  t.equal((await remove({ gracePeriodSeconds: 'x' })).code, 400)
  t.equal((await remove({ orphanDependents: 'x' })).code, 400)
  t.equal((await admin.ask(`${devices}/one?gracePeriodSeconds=x`, { method: 'DELETE' })).code, 400)
  t.equal((await remove({ dryRun: ['Some'] })).code, 422)
  t.equal((await remove({ dryRun: ['All'] })).code, 200)
  t.equal((await admin.ask(`${devices}/one?dryRun=All`, { method: 'DELETE' })).code, 200)
  t.equal((await admin.ask(`${devices}/one`)).code, 200, 'a dry run deletes nothing')
  t.equal((await remove({ kind: 'DeleteOptions', apiVersion: 'v1', preconditions: { uid: metadata.uid } })).code, 200)
})

t.test('a collection is deleted as it would be listed', async (t) => {
  const { admin } = await startRegistryServer(t)
  for (const [name, a] of [
    ['one', '1'],
    ['two', '2'],
    ['three', '1'],
  ]) {
    await admin.ask(devices, { method: 'POST', body: device(name ?? '', { labels: { a } }) })
  }
  const deleted = await admin.ask(`${devices}?labelSelector=a%3D1`, { method: 'DELETE' })
  t.equal(deleted.code, 200)
  t.match(deleted.json, { kind: 'EdgeDeviceList' })
  const left = (await admin.ask(devices)).json.items.map((item: { metadata: { name: string } }) => item.metadata.name)
  t.same(left, ['two'])
})

t.test('a path that is not there is 404, a method that is not there 405 with those that are', async (t) => {
  const { admin } = await startRegistryServer(t)
  for (const path of [
    '/nowhere',
    `${group}/nothings`,
    '/api/v2',
    '/APIS',
    '/Apis',
    `${devices}/one/nothing`,
    '/apis/other.dev/v1/things',
  ]) {
    t.match((await admin.ask(path)).json, { kind: 'Status', code: 404, reason: 'NotFound' }, path)
  }
  t.equal((await admin.ask(`/api/v1/namespaces/${'x'.repeat(2000)}`)).code, 404)
  const { message } = (await admin.ask(`${devices}/one/log`)).json
  t.match(message, /edgedevices\/log is not served here/, 'kubectl logs shows nothing but this message')
  for (const [method, path, allow] of [
    ['PUT', devices, 'GET, POST, DELETE'],
    ['POST', `${devices}/one`, 'GET, PUT, PATCH, DELETE'],
    ['POST', `${group}/edgedevices`, 'GET, DELETE'],
    ['DELETE', `${devices}/one/status`, 'GET, PUT, PATCH'],
    ['OPTIONS', devices, 'GET, POST, DELETE'],
  ] as const) {
    const reply = await admin.ask(path, { method })
    t.match(reply.json, { kind: 'Status', code: 405, reason: 'MethodNotAllowed' }, `${method} ${path}`)
    t.equal(reply.headers.allow, allow)
  }
  t.equal((await admin.ask(devices, { method: 'HEAD' })).code, 405)
  t.equal((await admin.ask(devices, { method: 'PROPFIND' })).code, 404)
})

t.test('every answer has an audit id, the client’s own where it sent one', async (t) => {
  const { admin, audit } = await startRegistryServer(t)
  const made = await admin.ask(`${devices}?labelSelector=secret`)
  t.match(made.headers, { 'audit-id': /^[0-9a-f-]{36}$/, 'cache-control': 'no-cache, private' })
  const echoed = await admin.ask('/nowhere', { headers: { 'audit-id': 'mine-1' } })
  t.equal(echoed.headers['audit-id'], 'mine-1')
  t.not((await admin.ask('/', { headers: { 'audit-id': '"><' } })).headers['audit-id'], '"><')
  const [first, second] = audit
  t.match(first, {
    auditID: made.headers['audit-id'],
    user: { username: 'admin', groups: ['system:masters', 'system:authenticated'] },
    verb: 'list',
    requestURI: `${devices}?labelSelector=secret`,
    objectRef: { resource: 'edgedevices', namespace: 'default', apiGroup: 'aranya.arhat.dev', apiVersion: 'v1alpha1' },
    responseStatus: { metadata: {}, code: 200 },
    sourceIPs: ['127.0.0.1'],
  })
  t.match(second, { auditID: 'mine-1', requestURI: '/nowhere', responseStatus: { code: 404, reason: 'NotFound' } })
})

t.test('a large list is compressed for those who accept it, and whole for all', async (t) => {
  const { admin } = await startRegistryServer(t)
  const annotations = { text: 'x'.repeat(20_000) }
  for (let i = 0; i < 10; i += 1) await admin.ask(devices, { method: 'POST', body: device(`d${i}`, { annotations }) })
  const plain = await admin.ask(devices)
  t.equal(plain.json.items.length, 10)
  t.equal(Number(plain.headers['content-length']), plain.bytes.length)
  const packed = await admin.ask(devices, { headers: { 'accept-encoding': 'deflate, gzip' } })
  t.equal(packed.headers['content-encoding'], 'gzip')
  const { gunzipSync } = await import('node:zlib')
  t.same(JSON.parse(gunzipSync(packed.bytes).toString()), plain.json)
  t.ok(packed.bytes.length < 20_000)
  for (const accepted of ['identity', 'gzip;q=0', 'br']) {
    const reply = await admin.ask(devices, { headers: { 'accept-encoding': accepted } })
    t.equal(reply.headers['content-encoding'], undefined, accepted)
  }
  t.equal(
    (await admin.ask(`${devices}/d1`, { headers: { 'accept-encoding': 'gzip' } })).headers['content-encoding'],
    undefined,
  )
})
