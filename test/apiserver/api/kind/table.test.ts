import t from 'tap'
import { edgeDeviceKind } from '../../../../apiserver/api/kinds.ts'
import { TableWriter } from '../../../../apiserver/api/kind/table.ts'
import type { StoredObject } from '../../../../apiserver/api/meta/object.ts'
import type { TableRequest } from '../../../../apiserver/api/kind/table.ts'

const created = Date.parse('2026-11-21T08:00:00Z')
const request: TableRequest = {
  apiVersion: 'meta.k8s.io/v1',
  includeObject: 'Metadata',
  now: created + 300_000,
  includeColumns: true,
}

function stored(name: string, revision: number): StoredObject {
  const metadata = {
    name,
    namespace: 'default',
    resourceVersion: String(revision),
    creationTimestamp: '2026-11-21T08:00:00Z',
  }
  const object = {
    apiVersion: 'aranya.arhat.dev/v1alpha1',
    kind: 'EdgeDevice',
    metadata: { ...metadata, labels: { a: '"ü"' } },
  }
  return { object, bytes: Buffer.from(JSON.stringify(object)), revision }
}

interface Table {
  kind: string
  apiVersion: string
  metadata: unknown
  columnDefinitions: unknown
  rows: { cells: string[]; object: unknown }[]
}

function parse(chunks: readonly Uint8Array[]): Table {
  return JSON.parse(Buffer.concat(chunks).toString()) as Table
}

function rowOf(
  writer: TableWriter,
  item: StoredObject,
  parts: Partial<TableRequest>,
): Table['rows'][number] | undefined {
  return parse(writer.toTable([item], { resourceVersion: '1' }, { ...request, ...parts })).rows[0]
}

t.test('a Table has the columns, and a row with metadata for each object', async (t) => {
  const items = [stored('a', 1), stored('b', 2)]
  const meta = { resourceVersion: '7', continue: 'more', remainingItemCount: 3 }
  const table = parse(new TableWriter(edgeDeviceKind.table).toTable(items, meta, request))
  t.equal(table.kind, 'Table')
  t.equal(table.apiVersion, 'meta.k8s.io/v1')
  t.same(table.metadata, meta)
  t.same(table.columnDefinitions, edgeDeviceKind.table.columns)
  t.same(
    table.rows.map(({ cells }) => [cells[0], cells[5]]),
    [
      ['a', '5m'],
      ['b', '5m'],
    ],
  )
  t.same(table.rows[0]?.object, {
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata: items[0]?.object.metadata,
  })
})

t.test('rows carry what was asked for', async (t) => {
  const writer = new TableWriter(edgeDeviceKind.table)
  const item = stored('a', 1)
  const objectOf = (parts: Partial<TableRequest>): unknown => rowOf(writer, item, parts)?.object
  t.equal(objectOf({ includeObject: 'None' }), null)
  t.same(objectOf({ includeObject: 'Object' }), item.object)
  t.match(objectOf({ apiVersion: 'meta.k8s.io/v1beta1' }), { apiVersion: 'meta.k8s.io/v1beta1' })
  t.match(objectOf({}), { apiVersion: 'meta.k8s.io/v1' })
})

t.test('a Table without objects has no rows, and not none at all', async (t) => {
  t.same(parse(new TableWriter(edgeDeviceKind.table).toTable([], { resourceVersion: '1' }, request)).rows, [])
})

t.test("later events of a watch have null for columns, as Kubernetes' have", async (t) => {
  const writer = new TableWriter(edgeDeviceKind.table)
  const later = writer.toTable([stored('a', 1)], { resourceVersion: '1' }, { ...request, includeColumns: false })
  t.equal(parse(later).columnDefinitions, null)
})

t.test('what is remembered of a row follows the time', async (t) => {
  const writer = new TableWriter(edgeDeviceKind.table)
  const item = stored('a', 1)
  for (const seconds of [300, 300, 301, 3000, 3000, 86_400, 300, -1]) {
    const now = created + seconds * 1000
    t.same(rowOf(writer, item, { now }), rowOf(new TableWriter(edgeDeviceKind.table), item, { now }), `${seconds} s`)
  }
})
