import t from 'tap'
import { startRegistryServer } from './support/server.ts'

const devices = '/apis/aranya.arhat.dev/v1alpha1/namespaces/default/edgedevices'

function device(name: string, more: object = {}) {
  return { metadata: { name, ...more } }
}

t.test('an object is created, read, changed, patched and deleted', async (t) => {
  const { admin } = await startRegistryServer(t)
  const created = await admin.ask(devices, { method: 'POST', body: device('one', { labels: { a: 'b' } }) })
  t.equal(created.code, 201, created.text)
  t.equal(created.json.kind, 'EdgeDevice')
  t.equal(created.headers['content-type'], 'application/json')
  const read = await admin.ask(`${devices}/one`)
  t.equal(read.code, 200)
  t.same(read.json, created.json)
})
