import t from 'tap'
import type { Test } from 'tap'
import { namespaceKind } from '../../../apiserver/api/kinds.ts'
import type { StoredObject } from '../../../apiserver/api/meta/object.ts'
import { ApiError } from '../../../apiserver/api/meta/errors.ts'
import type { RestStorage, WatchEvent } from '../../../apiserver/registry/rest-storage.ts'
import { allOf, deferred, readEvents, untilAborted } from './support/client.ts'
import { startRegistryServer, startServer } from './support/server.ts'

const devices = '/apis/aranya.arhat.dev/v1alpha1/namespaces/default/edgedevices'
const tables = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io, application/json' }
const metadata = { accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io' }

function device(name: string) {
  return { metadata: { name } }
}

t.test('a watch tells of all that happens, in lines', async (t) => {
  const { admin } = await startRegistryServer(t)
  await admin.ask(devices, { method: 'POST', body: device('one') })
  const response = await admin.open(`${devices}?watch=true`, { headers: { 'accept-encoding': 'gzip' } })
  t.equal(response.statusCode, 200)
  t.match(response.headers, { 'content-type': 'application/json', 'audit-id': /./, 'transfer-encoding': 'chunked' })
  t.equal(response.headers['content-encoding'], undefined, 'never compressed')
  const events = readEvents(response)
  t.match((await events.next()).value, { type: 'ADDED', object: { kind: 'EdgeDevice', metadata: { name: 'one' } } })
  const headers = { 'content-type': 'application/merge-patch+json' }
  await admin.ask(`${devices}/one`, { method: 'PATCH', headers, body: { metadata: { labels: { a: 'b' } } } })
  t.match((await events.next()).value, { type: 'MODIFIED', object: { metadata: { labels: { a: 'b' } } } })
  await admin.ask(`${devices}/one`, { method: 'DELETE' })
  t.match((await events.next()).value, { type: 'DELETED', object: { metadata: { name: 'one' } } })
})

t.test('the head of a watch comes before anything happens', async (t) => {
  const { admin } = await startRegistryServer(t)
  const { resourceVersion } = (await admin.ask(devices)).json.metadata
  const response = await admin.open(`${devices}?watch=true&resourceVersion=${resourceVersion}`)
  t.equal(response.statusCode, 200)
  response.destroy()
})

t.test('a watch in Tables tells its columns once', async (t) => {
  const { admin } = await startRegistryServer(t)
  for (const name of ['one', 'two']) await admin.ask(devices, { method: 'POST', body: device(name) })
  const query = 'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true'
  const events = readEvents(await admin.open(`${devices}?${query}`, { headers: tables }))
  const first = (await events.next()).value
  t.match(first, { type: 'ADDED', object: { kind: 'Table', columnDefinitions: [{ name: 'Name' }] } })
  const second = (await events.next()).value
  t.notOk(second.object.columnDefinitions?.length)
  t.match(second, { object: { rows: [{ cells: ['two'], object: { kind: 'PartialObjectMetadata' } }] } })
  const bookmark = (await events.next()).value
  const annotations = { 'k8s.io/initial-events-end': 'true' }
  t.match(bookmark, { type: 'BOOKMARK', object: { kind: 'Table', rows: [{ object: { metadata: { annotations } } }] } })
})

t.test('bookmarks have the kind that was asked for', async (t) => {
  const { admin } = await startRegistryServer(t)
  const query = 'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true'
  const annotations = { 'k8s.io/initial-events-end': 'true' }
  for (const [headers, kind] of [
    [{}, 'EdgeDevice'],
    [metadata, 'PartialObjectMetadata'],
  ] as const) {
    const events = readEvents(await admin.open(`${devices}?${query}`, { headers }))
    const expected = { kind, metadata: { resourceVersion: /^\d+$/, annotations } }
    t.match((await events.next()).value, { type: 'BOOKMARK', object: expected })
  }
})

t.test('a watch ends in order after timeoutSeconds', async (t) => {
  const { admin } = await startRegistryServer(t)
  const response = await admin.open(`${devices}?watch=1&timeoutSeconds=1`)
  t.same(await response.toArray(), [])
  t.equal(response.complete, true)
})

t.test('a version that is too old is 410, one of the future 504', async (t) => {
  const { admin } = await startRegistryServer(t)
  t.match((await admin.ask(`${devices}?watch=1&resourceVersion=x`)).json, { kind: 'Status', code: 400 })
  const future = { kind: 'Status', code: 504, reason: 'Timeout' }
  const paths = [devices, `${devices}/default`, '/api/v1/namespaces/default']
  const answers = await Promise.all(paths.map((path) => admin.ask(`${path}?resourceVersion=999999`)))
  for (const { json, headers } of answers) {
    t.match(json, { ...future, details: { causes: [{ reason: 'ResourceVersionTooLarge' }], retryAfterSeconds: 1 } })
    t.equal(headers['retry-after'], '1')
  }
})

/** A storage whose watch is what the test makes it. */
function storageOf(watch: NonNullable<RestStorage['watch']>): RestStorage {
  const { info, table } = namespaceKind
  return { info, table, list: async () => ({ items: [], revision: 1 }), watch }
}

const item: StoredObject = {
  object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'x', resourceVersion: '2' } },
  bytes: Buffer.from(`{"metadata":{"name":"x"},"filling":"${'x'.repeat(60_000)}"}`),
  revision: 2,
}

async function startWatch(t: Test, watch: NonNullable<RestStorage['watch']>, limits = {}) {
  return startServer(t, { storages: [storageOf(watch)], limits })
}

t.test('an error in the middle is the last event', async (t) => {
  const { admin } = await startWatch(t, async () => failing())
  async function* failing(): AsyncGenerator<WatchEvent> {
    yield { type: 'ADDED', item }
    throw new ApiError('Expired', 'too old resource version')
  }
  const response = await admin.open('/api/v1/namespaces?watch=1')
  const types = (await allOf(readEvents(response))).map(({ type, object }) => [type, object.code])
  t.same(types, [
    ['ADDED', undefined],
    ['ERROR', 410],
  ])
})

t.test('a watch that cannot begin has an ordinary answer', async (t) => {
  const { admin } = await startWatch(t, async () => {
    throw new ApiError('Expired', 'too old resource version')
  })
  t.match((await admin.ask('/api/v1/namespaces?watch=1')).json, { kind: 'Status', code: 410, reason: 'Expired' })
})

t.test('when the client goes, the watch ends', async (t) => {
  const ended = deferred<void>()
  const { admin } = await startWatch(t, async (_query, signal) => {
    signal.addEventListener('abort', () => ended.resolve())
    return untilAborted(signal)
  })
  const response = await admin.open('/api/v1/namespaces?watch=1')
  response.destroy()
  await ended.promise
  t.pass('its signal is aborted')
})

t.test('a client that does not read is not buffered for, and cut off', async (t) => {
  let asked = 0
  const over = deferred<number>()
  const { admin } = await startWatch(t, async (_query, signal) => flood(signal), { stalledClientMs: 300 })
  async function* flood(signal: AbortSignal): AsyncGenerator<WatchEvent> {
    try {
      for (; !signal.aborted; asked += 1) yield { type: 'ADDED', item }
    } finally {
      over.resolve(asked)
    }
  }
  const response = await admin.open('/api/v1/namespaces?watch=1')
  response.on('error', () => {})
  response.pause()
  const taken = await over.promise
  t.ok(taken < 1000, `${taken} events were taken, what sockets hold`)
})
