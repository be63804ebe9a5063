import t from 'tap'
import { Reader } from 'protobufjs/minimal.js'
import { buildOpenApiV2 } from '../../../../apiserver/api/openapi/v2.ts'
import { encodeOpenApiV2 } from '../../../../apiserver/api/openapi/v2-protobuf.ts'
import { coreResources, groupResources, serverVersion } from './resources.ts'

const document = buildOpenApiV2({ resources: [...coreResources, ...groupResources], serverVersion })
const encoded = encodeOpenApiV2(document)

/** The values of one field of a message, as bytes. */
function fields(message: Uint8Array, id: number): Uint8Array[] {
  const reader = Reader.create(message)
  const found: Uint8Array[] = []
  while (reader.pos < reader.len) {
    const tag = reader.tag()
    if (tag === ((id << 3) | 2)) found.push(reader.bytes())
    else reader.skipType(tag & 7)
  }
  return found
}

/** Follows field numbers down, taking the first of each. */
function at(message: Uint8Array, ...ids: number[]): Uint8Array {
  return ids.reduce((inner, id) => fields(inner, id)[0] ?? new Uint8Array(), message)
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

/** A NamedX among the values of a field: its value. */
function named(message: Uint8Array, id: number, name: string): Uint8Array {
  const entry = fields(message, id).find((one) => textOf(at(one, 1)) === name)
  return entry ? at(entry, 2) : new Uint8Array()
}

t.test('the head of the document', async (t) => {
  t.equal(textOf(at(encoded, 1)), '2.0')
  t.equal(textOf(at(encoded, 2, 1)), 'aranya')
  t.equal(textOf(at(encoded, 2, 2)), serverVersion)
})

t.test('every definition and every path is there', async (t) => {
  const names = (list: Uint8Array[]): string[] => list.map((one) => textOf(at(one, 1)))
  t.same(names(fields(at(encoded, 9), 1)), Object.keys(document.definitions))
  t.same(names(fields(at(encoded, 8), 2)), Object.keys(document.paths))
})

t.test('a definition has its fields, and its extensions as YAML', async (t) => {
  const device = named(at(encoded, 9), 1, 'dev.arhat.aranya.v1alpha1.EdgeDevice')
  t.match(textOf(at(device, 4)), /^EdgeDevice is a machine/)
  t.equal(textOf(at(device, 22, 1)), 'object')
  const spec = named(at(device, 25), 1, 'spec')
  const method = named(at(named(at(spec, 25), 1, 'connectivity'), 25), 1, 'method')
  t.same(
    fields(method, 20).map((value) => textOf(at(value, 2))),
    ['"grpc"', '"mqtt"'],
  )
  t.same(JSON.parse(textOf(at(named(device, 31, 'x-kubernetes-group-version-kind'), 2))), [
    { group: 'aranya.arhat.dev', kind: 'EdgeDevice', version: 'v1alpha1' },
  ])
  const metadata = named(at(device, 25), 1, 'metadata')
  t.equal(textOf(at(metadata, 1)), '#/definitions/dev.arhat.aranya.meta.v1.ObjectMeta')
})

t.test('a patch has the query parameters that kubectl 1.20 looks for', async (t) => {
  const path = '/apis/aranya.arhat.dev/v1alpha1/namespaces/{namespace}/edgedevices/{name}'
  const patch = at(named(at(encoded, 8), 2, path), 8)
  const names = fields(patch, 8).map((item) => textOf(at(item, 1, 2, 3, 4)))
  t.ok(names.includes('dryRun') && names.includes('fieldValidation'))
  t.match(textOf(at(named(patch, 13, 'x-kubernetes-group-version-kind'), 2)), /"kind":"EdgeDevice"/)
})

t.test('what has no field number is an error, and never lost in silence', async (t) => {
  t.throws(() => encodeOpenApiV2({ ...document, definitions: { x: { oneOf: [] } } }), /oneOf has no field/)
})
