import t from 'tap'
import type { KubeObject } from '../../../../apiserver/api/meta/object.ts'
import {
  decodeObject,
  encodeObject,
  toCachedObject,
  toRecord,
  withRevision,
} from '../../../../apiserver/storage/cache/object-codec.ts'

const device: KubeObject = {
  apiVersion: 'aranya.arhat.dev/v1alpha1',
  kind: 'EdgeDevice',
  metadata: { name: 'röver', namespace: 'default', resourceVersion: '7', labels: { a: 'b' } },
  spec: { text: 'zwölf "Boxkämpfer" \u2028 🚀' },
}
const parse = (bytes: Uint8Array): KubeObject => JSON.parse(Buffer.from(bytes).toString()) as KubeObject
const at = { key: 'registry/aranya.arhat.dev/edgedevices/default/x', revision: 42 }
const stamped = { ...device, metadata: { ...device.metadata, resourceVersion: '42' } }

t.test('an object and its bytes carry the revision of the commit', async (t) => {
  const cached = toCachedObject(encodeObject(device), at)
  t.same(cached.object, stamped)
  t.same(parse(cached.bytes), stamped)
  t.equal(cached.revision, 42)
})

t.test('what is stored has no resourceVersion, and is read back as it was', async (t) => {
  const encoded = encodeObject(device)
  t.equal(parse(encoded.value).metadata.resourceVersion, undefined)
  const read = decodeObject({ ...at, value: encoded.value })
  t.same(read.object, stamped)
  t.ok(Buffer.from(read.bytes).equals(toCachedObject(encoded, at).bytes))
  t.ok(Buffer.from(toRecord(read).value).equals(encoded.value))
  t.same(parse(withRevision(read, 1234).bytes), {
    ...device,
    metadata: { ...device.metadata, resourceVersion: '1234' },
  })
})

t.test('an object without anything but its name is stored', async (t) => {
  const bare = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'x' } }
  const cached = toCachedObject(encodeObject(bare), at)
  t.same(parse(cached.bytes), { ...bare, metadata: { name: 'x', resourceVersion: '42' } })
})

t.test('later changes of what was given do not reach the store', async (t) => {
  const given = structuredClone(device)
  const encoded = encodeObject(given)
  given.metadata.labels = { changed: 'yes' }
  ;(given['spec'] as Record<string, unknown>)['text'] = ''
  t.same(toCachedObject(encoded, at).object, stamped)
})

t.test('JSON of other writers, in another order or with a resourceVersion, is understood', async (t) => {
  const foreign = `{"kind":"EdgeDevice","metadata":{"resourceVersion":"3","name":"x"},\n"apiVersion":"g/v1"}`
  const read = decodeObject({ ...at, value: Buffer.from(foreign) })
  t.same(parse(read.bytes), {
    apiVersion: 'g/v1',
    kind: 'EdgeDevice',
    metadata: { name: 'x', resourceVersion: '42' },
  })
  t.same(read.object, parse(read.bytes))
})

t.test('a field whose name is a number, which JavaScript puts first, does no harm', async (t) => {
  const foreign = `{"0":"x","kind":"EdgeDevice","metadata":{"name":"x"},"apiVersion":"g/v1"}`
  const read = decodeObject({ ...at, value: Buffer.from(foreign) })
  t.same(parse(read.bytes), read.object)
  t.same(parse(toRecord(read).value), JSON.parse(foreign))
})

t.test('what is no object is damage when read, and a mistake when written', async (t) => {
  for (const text of [
    '',
    '{',
    'null',
    '[]',
    '{"apiVersion":"v1","kind":"X"}',
    '{"apiVersion":"v1","metadata":{"name":"x"}}',
  ]) {
    t.throws(() => decodeObject({ ...at, value: Buffer.from(text) }), { code: 'damaged' }, text)
  }
  t.throws(() => encodeObject({ apiVersion: 'v1', kind: 'X' } as unknown as KubeObject), { name: 'TypeError' })
})
