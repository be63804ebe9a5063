import t from 'tap'
import { buildOpenApiV2 } from '../../../../apiserver/api/openapi/v2.ts'
import { buildOpenApiV3 } from '../../../../apiserver/api/openapi/v3.ts'
import { coreResources, groupResources, serverVersion } from './resources.ts'
import type { JsonSchema } from '../../../../apiserver/api/openapi/definitions.ts'

const resources = [...coreResources, ...groupResources]
const v2 = buildOpenApiV2({ resources, serverVersion })
const v3 = buildOpenApiV3({ resources: groupResources, serverVersion })
const device = 'dev.arhat.aranya.v1alpha1.EdgeDevice'
const root = '/apis/aranya.arhat.dev/v1alpha1'

/** The schemas of a definition's fields. */
function propertiesOf(definition: JsonSchema | undefined): Readonly<Record<string, JsonSchema>> {
  return (definition?.['properties'] ?? {}) as Record<string, JsonSchema>
}

/** All values below `value` of the given key. */
function* valuesOf(value: unknown, key: string): Generator {
  if (typeof value !== 'object' || value === null) return
  for (const [name, item] of Object.entries(value)) {
    if (name === key) yield item
    yield* valuesOf(item, key)
  }
}

type Operations = Readonly<Record<string, { operationId: string; parameters: { name: string }[] } & JsonSchema>>
const operationsOf = (item: unknown): Operations => item as Operations

t.test('every reference leads to a definition', async (t) => {
  const references = (document: unknown): string[] => [...new Set([...valuesOf(document, '$ref')].map(String))]
  for (const reference of references(v2)) t.ok(v2.definitions[reference.replace('#/definitions/', '')], reference)
  for (const reference of references(v3)) {
    t.ok(v3.components.schemas[reference.replace('#/components/schemas/', '')], reference)
  }
  t.ok(references(v3).length > 5)
})

t.test('every field of every definition is described', async (t) => {
  for (const [name, definition] of Object.entries(v2.definitions)) {
    t.type(definition['description'], 'string', name)
    for (const properties of valuesOf(definition, 'properties')) {
      for (const [field, schema] of Object.entries(properties as Record<string, JsonSchema>)) {
        t.ok(schema['description'], `${name}: ${field}`)
      }
    }
  }
})

t.test('kinds carry their group, version and kind; none is declared twice', async (t) => {
  t.same(v2.definitions[device]?.['x-kubernetes-group-version-kind'], [
    { group: 'aranya.arhat.dev', kind: 'EdgeDevice', version: 'v1alpha1' },
  ])
  const declared = Object.values(v2.definitions)
    .flatMap((definition) => (definition['x-kubernetes-group-version-kind'] ?? []) as object[])
    .map((gvk) => JSON.stringify(gvk))
  t.equal(new Set(declared).size, declared.length)
})

t.test(
  'beside kube-apiserver’s documents nothing is in its packages, and no kind is declared that it has',
  async (t) => {
    const { definitions } = buildOpenApiV2({ resources: groupResources, serverVersion })
    for (const [name, definition] of Object.entries(definitions)) {
      t.match(name, /^dev\.arhat\.aranya\./)
      for (const { group } of (definition['x-kubernetes-group-version-kind'] ?? []) as { group: string }[])
        t.equal(group, 'aranya.arhat.dev')
    }
  },
)

t.test('nothing that has a default is demanded of clients', async (t) => {
  t.equal(v2.definitions[device]?.['required'], undefined)
  const { spec } = propertiesOf(v2.definitions['dev.arhat.aranya.v1alpha1.VirtualPod'])
  t.same(spec?.['required'], ['deviceName', 'containers'])
  t.same(v2.definitions['dev.arhat.aranya.v1alpha1.VirtualPod']?.['required'], ['spec'])
})

t.test('lists say how they are merged', async (t) => {
  const lists = [...valuesOf(v3.components.schemas['dev.arhat.aranya.v1alpha1.VirtualPod'], 'containers')]
  t.match(lists, [{ type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] }])
})

t.test('patches take what kubectl looks for before it sends dryRun or fieldValidation', async (t) => {
  for (const paths of [v2.paths, v3.paths]) {
    const { patch } = operationsOf(paths[`${root}/namespaces/{namespace}/edgedevices/{name}`])
    t.same(patch?.['x-kubernetes-group-version-kind'], {
      group: 'aranya.arhat.dev',
      kind: 'EdgeDevice',
      version: 'v1alpha1',
    })
    const names = patch?.parameters.map(({ name }) => name) ?? []
    for (const name of ['dryRun', 'fieldManager', 'fieldValidation', 'force']) t.ok(names.includes(name), name)
  }
})

t.test('streams say what they are asked for', async (t) => {
  for (const paths of [v2.paths, v3.paths]) {
    const { get, post } = operationsOf(paths[`${root}/namespaces/{namespace}/virtualpods/{name}/exec`])
    const names = ['command', 'container', 'stdin', 'stdout', 'stderr', 'tty']
    for (const operation of [get, post]) t.same(operation?.parameters.map(({ name }) => name).sort(), [...names].sort())
  }
})

t.test('there is a path for what is served, and for nothing else', async (t) => {
  t.same(Object.keys(v3.paths).sort(), [
    `${root}/edgedevices`,
    `${root}/namespaces/{namespace}/edgedevices`,
    `${root}/namespaces/{namespace}/edgedevices/{name}`,
    `${root}/namespaces/{namespace}/edgedevices/{name}/exec`,
    `${root}/namespaces/{namespace}/edgedevices/{name}/status`,
    `${root}/namespaces/{namespace}/edgedevices/{name}/token`,
    `${root}/namespaces/{namespace}/virtualpods`,
    `${root}/namespaces/{namespace}/virtualpods/{name}`,
    `${root}/namespaces/{namespace}/virtualpods/{name}/exec`,
    `${root}/namespaces/{namespace}/virtualpods/{name}/status`,
    `${root}/virtualpods`,
  ])
  t.same(Object.keys(v2.paths['/api/v1/namespaces/{namespace}/pods'] ?? {}), ['get', 'parameters'])
  t.same(Object.keys(v2.paths['/api/v1/namespaces'] ?? {}).sort(), ['delete', 'get', 'parameters', 'post'])
  t.equal(v2.paths['/api/v1/nodes/{name}/status'], undefined)
})

t.test('no two operations have one id', async (t) => {
  for (const document of [v2, v3]) {
    const ids = [...valuesOf(document.paths, 'operationId')]
    t.equal(new Set(ids).size, ids.length)
    t.ok(ids.length > 10)
  }
})

t.test('version 3 says allOf where something stands beside a reference', async (t) => {
  const { metadata } = propertiesOf(v3.components.schemas[device])
  t.same(metadata?.['allOf'], [{ $ref: '#/components/schemas/dev.arhat.aranya.meta.v1.ObjectMeta' }])
  t.same(metadata?.['default'], {})
})
