import t from 'tap'
import { nodeKind, podKind } from '../../../../apiserver/api/kinds.ts'
import { compileUnknownFields } from '../../../../apiserver/api/schema/unknown-fields.ts'
import type { Node } from '../../../../apiserver/api/kinds/node/schema.ts'
import type { Pod } from '../../../../apiserver/api/kinds/pod/schema.ts'

const metadata = { name: 'x', namespace: 'default', creationTimestamp: '2026-11-21T07:00:00Z' }
const age = { since: metadata.creationTimestamp }

t.test("pods have the columns and cells of Kubernetes' pods", async (t) => {
  const status = { name: 'a', ready: true, restartCount: 0, image: '', imageID: '' }
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: { nodeName: 'n', containers: [{ name: 'a' }, { name: 'b' }] },
    status: {
      phase: 'Running',
      podIP: '10.0.0.1',
      containerStatuses: [status, { ...status, name: 'b', ready: false }],
    },
  }
  t.same(
    podKind.table.columns.slice(0, 5).map(({ name }) => name),
    ['Name', 'Ready', 'Status', 'Restarts', 'Age'],
  )
  t.same(podKind.table.cells(pod), ['x', '1/2', 'Running', '0', age, '10.0.0.1', 'n', '<none>', '<none>'])
  t.same(compileUnknownFields(podKind.schema).unknownFields(pod), [])
  const leaving = { ...pod, metadata: { ...metadata, deletionTimestamp: '2026-11-21T08:00:00Z' } }
  t.equal(podKind.table.cells(leaving)[2], 'Terminating')
})

t.test("nodes have the columns and cells of Kubernetes' nodes", async (t) => {
  const node: Node = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { ...metadata, labels: { 'node-role.kubernetes.io/edge': '', other: '' } },
    spec: { unschedulable: true },
    status: {
      conditions: [{ type: 'Ready', status: 'True' }],
      addresses: [{ type: 'ExternalIP', address: '10.0.0.1' }],
    },
  }
  t.same(
    nodeKind.table.columns.slice(0, 5).map(({ name }) => name),
    ['Name', 'Status', 'Roles', 'Age', 'Version'],
  )
  t.same(nodeKind.table.cells(node).slice(0, 7), [
    'x',
    'Ready,SchedulingDisabled',
    'edge',
    age,
    '<none>',
    '<none>',
    '10.0.0.1',
  ])
  t.equal(nodeKind.table.cells({ ...node, status: {} })[1], 'Unknown,SchedulingDisabled')
  const gone = { ...node, spec: {}, status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } }
  t.equal(nodeKind.table.cells(gone)[1], 'NotReady')
})

t.test('every row has a cell for each column', async (t) => {
  const empty = { apiVersion: 'v1', kind: '', metadata: { name: 'x' } }
  for (const { table } of [podKind, nodeKind]) t.equal(table.cells(empty).length, table.columns.length)
})
