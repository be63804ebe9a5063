import t from 'tap'
import { Writer } from 'protobufjs/minimal.js'
import { ApiError } from '../../../../apiserver/api/meta/errors.ts'
import { namespaceKind } from '../../../../apiserver/api/kinds.ts'
import { decodeProtobufBody } from '../../../../apiserver/api/protobuf/protobuf.ts'
import type { KubeObject } from '../../../../apiserver/api/meta/object.ts'
import { seededRandom } from '../../../support/random.ts'

/** `field(1, 'x')` is a string or message, `field(1, 5)` a number. */
function field(id: number, value: string | number | boolean | Uint8Array): Uint8Array {
  const writer = Writer.create()
  if (typeof value === 'number')
    return writer
      .uint32(id << 3)
      .int64(value)
      .finish()
  if (typeof value === 'boolean')
    return writer
      .uint32(id << 3)
      .bool(value)
      .finish()
  const bytes = typeof value === 'string' ? Buffer.from(value) : value
  return writer
    .uint32((id << 3) | 2)
    .bytes(bytes)
    .finish()
}

const join = (...parts: Uint8Array[]): Uint8Array => Buffer.concat(parts)
const entry = (key: string, value: string): Uint8Array => join(field(1, key), field(2, value))

function body(kind: string, raw: Uint8Array, ...rest: Uint8Array[]): Uint8Array {
  const typeMeta = join(field(1, 'v1'), field(2, kind))
  return join(Buffer.from('k8s\0'), field(1, typeMeta), field(2, raw), field(3, ''), field(4, ''), ...rest)
}

function refusal(bytes: Uint8Array): string {
  try {
    decodeProtobufBody(bytes)
  } catch (error) {
    if (error instanceof ApiError) return `${error.code} ${error.message}`
    throw error
  }
  return 'accepted'
}

t.test('a review as kubectl 1.32 asks it', async (t) => {
  const requirement = join(field(1, 'tier'), field(2, 'In'), field(3, 'a'), field(3, 'b'))
  const attributes = join(
    field(1, 'plant-a'),
    field(2, 'create'),
    field(3, ''),
    field(4, 'v1'),
    field(5, 'pods'),
    field(6, 'exec'),
    field(7, 'pump'),
    field(9, join(field(1, ''), field(2, requirement))),
  )
  const status = join(field(1, false), field(2, ''), field(3, ''), field(4, false))
  const raw = join(field(1, field(1, '')), field(2, field(1, attributes)), field(3, status))
  t.strictSame(decodeProtobufBody(body('SelfSubjectAccessReview', raw)), {
    apiVersion: 'v1',
    kind: 'SelfSubjectAccessReview',
    metadata: {},
    spec: {
      resourceAttributes: {
        namespace: 'plant-a',
        verb: 'create',
        version: 'v1',
        resource: 'pods',
        subresource: 'exec',
        name: 'pump',
        labelSelector: { requirements: [{ key: 'tier', operator: 'In', values: ['a', 'b'] }] },
      },
    },
  })
})

t.test('a review about somebody else, with what is known of them', async (t) => {
  const path = join(field(1, '/metrics'), field(2, 'get'))
  const extra = (key: string, ...values: string[]) =>
    field(5, join(field(1, key), field(2, join(...values.map((value) => field(1, value))))))
  const spec = join(field(2, path), field(3, 'bob'), field(4, 'a'), extra('k', 'x', 'y'), extra('l'), field(6, '7'))
  for (const kind of ['SubjectAccessReview', 'LocalSubjectAccessReview']) {
    const { spec: decoded } = decodeProtobufBody(body(kind, field(2, spec)))
    t.match(decoded, {
      nonResourceAttributes: { path: '/metrics', verb: 'get' },
      user: 'bob',
      groups: ['a'],
      uid: '7',
      extra: { k: ['x', 'y'], l: [] },
    })
  }
})

t.test('a namespace as kubectl 1.32 sends it', async (t) => {
  // Go writes empty strings, zero numbers and empty times, which JSON would leave out.
  const metadata = join(
    field(1, 'edge'),
    field(2, ''),
    field(3, ''),
    field(4, ''),
    field(5, ''),
    field(6, ''),
    field(7, 0),
    field(8, new Uint8Array()),
  )
  const raw = join(field(1, metadata), field(2, new Uint8Array()), field(3, field(1, '')))
  const decoded = decodeProtobufBody(body('Namespace', raw))
  t.same(decoded, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'edge' }, spec: {}, status: {} })
  const object: KubeObject = { ...decoded, metadata: decoded['metadata'] as KubeObject['metadata'] }
  namespaceKind.applyDefaults(object)
  t.same(namespaceKind.validate(object), [])
})

t.test('all fields of a namespace', async (t) => {
  const owner = join(
    field(1, 'ConfigMap'),
    field(3, 'cm'),
    field(4, 'u'),
    field(5, 'v1'),
    field(6, true),
    field(7, false),
  )
  const metadata = join(
    field(1, 'edge'),
    field(5, 'uid'),
    field(6, '12'),
    field(7, 3),
    field(8, join(field(1, 1_700_000_000), field(2, 0))),
    field(10, 0),
    field(11, entry('a', 'b')),
    field(11, entry('c', '')),
    field(12, entry('n', 'ü')),
    field(13, owner),
    field(14, 'x/y'),
    field(14, 'z/y'),
    field(17, field(1, 'manager')),
    field(99, 'unknown'),
  )
  const condition = join(field(1, 'T'), field(2, 'True'), field(5, 'R'), field(6, 'M'))
  const raw = join(
    field(1, metadata),
    field(2, field(1, 'kubernetes')),
    field(3, join(field(1, 'Active'), field(2, condition))),
  )
  t.same(decodeProtobufBody(body('Namespace', raw)), {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: 'edge',
      uid: 'uid',
      resourceVersion: '12',
      generation: 3,
      creationTimestamp: '2023-11-14T22:13:20Z',
      deletionGracePeriodSeconds: 0,
      labels: { a: 'b', c: '' },
      annotations: { n: 'ü' },
      ownerReferences: [
        { kind: 'ConfigMap', name: 'cm', uid: 'u', apiVersion: 'v1', controller: true, blockOwnerDeletion: false },
      ],
      finalizers: ['x/y', 'z/y'],
    },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active', conditions: [{ type: 'T', status: 'True', reason: 'R', message: 'M' }] },
  })
})

t.test('delete options', async (t) => {
  const raw = join(
    field(1, 0),
    field(2, join(field(1, 'u'), field(2, '5'))),
    field(3, false),
    field(4, 'Foreground'),
    field(5, 'All'),
  )
  t.same(decodeProtobufBody(body('DeleteOptions', raw)), {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    gracePeriodSeconds: 0,
    preconditions: { uid: 'u', resourceVersion: '5' },
    orphanDependents: false,
    propagationPolicy: 'Foreground',
    dryRun: ['All'],
  })
})

t.test('other kinds are 415', async (t) => {
  for (const kind of ['Pod', '', 'toString', '__proto__', 'x'.repeat(1_000_000)]) {
    const answer = refusal(body(kind, new Uint8Array()))
    t.match(answer, /^415 /, kind.slice(0, 20))
    t.ok(answer.length < 300)
  }
})

t.test('roles and bindings as kubectl 1.32 sends them', async (t) => {
  const metadata = field(1, field(1, 'r'))
  const rule = join(field(1, 'get'), field(1, 'list'), field(2, ''), field(3, 'x/y'), field(4, 'n'), field(5, '/z'))
  const requirement = join(field(1, 'k'), field(2, 'In'), field(3, 'v'))
  const selector = join(field(1, entry('a', 'b')), field(2, requirement))
  const clusterRole = join(metadata, field(2, rule), field(3, field(1, selector)))
  t.same(decodeProtobufBody(body('ClusterRole', clusterRole)), {
    apiVersion: 'v1',
    kind: 'ClusterRole',
    metadata: { name: 'r' },
    rules: [
      { verbs: ['get', 'list'], apiGroups: [''], resources: ['x/y'], resourceNames: ['n'], nonResourceURLs: ['/z'] },
    ],
    aggregationRule: {
      clusterRoleSelectors: [
        { matchLabels: { a: 'b' }, matchExpressions: [{ key: 'k', operator: 'In', values: ['v'] }] },
      ],
    },
  })
  const subject = join(field(1, 'ServiceAccount'), field(2, ''), field(3, 'robot'), field(4, 'ns'))
  const roleRef = join(field(1, 'rbac.authorization.k8s.io'), field(2, 'Role'), field(3, 'r'))
  t.same(decodeProtobufBody(body('RoleBinding', join(metadata, field(2, subject), field(3, roleRef)))), {
    apiVersion: 'v1',
    kind: 'RoleBinding',
    metadata: { name: 'r' },
    subjects: [{ kind: 'ServiceAccount', name: 'robot', namespace: 'ns' }],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' },
  })
})

t.test('malformed bodies are 400', async (t) => {
  const raw = field(1, field(1, 'edge'))
  const whole = body('Namespace', raw)
  const cases: Readonly<Record<string, Uint8Array>> = {
    empty: new Uint8Array(),
    'no magic': Buffer.from('{"kind":"Namespace"}'),
    'half a magic': Buffer.from('k8'),
    'a wrong wire type': body('Namespace', field(1, 5)),
    'a string that is no UTF-8': body('Namespace', field(1, field(1, Buffer.from([0xff, 0xfe])))),
    'a length beyond the end': body('Namespace', Buffer.from([0x0a, 0x7f, 0x00])),
    'an endless varint': body('Namespace', Buffer.alloc(64, 0xff)),
    'a content encoding': body('Namespace', raw, field(3, 'gzip')),
    'a time beyond all calendars': body('Namespace', field(1, field(8, field(1, 2 ** 52)))),
    'groups within groups': body('Namespace', Buffer.alloc(3_000_000, 0x9b)),
  }
  for (const [name, bytes] of Object.entries(cases)) t.match(refusal(bytes), /^400 /, name)
  for (let length = 4; length < whole.length; length += 1)
    t.match(refusal(whole.subarray(0, length)), /^(400|415) |accepted/)
})

t.test('a key named __proto__ stays a key', async (t) => {
  const raw = field(1, field(11, entry('__proto__', 'x')))
  const { labels } = decodeProtobufBody(body('Namespace', raw))['metadata'] as { labels: Record<string, string> }
  t.same(Object.keys(labels), ['__proto__'])
})

t.test('noise never ends in anything but an answer', async (t) => {
  const random = seededRandom(t)
  const whole = body('Namespace', field(1, join(field(1, 'edge'), field(11, entry('a', 'b')))))
  for (let round = 0; round < 5000; round += 1) {
    const bytes = Buffer.from(whole)
    for (let flips = random.below(4); flips >= 0; flips -= 1) bytes[random.below(bytes.length)] = random.below(256)
    if (!/^(accepted|400 |415 )/.test(refusal(bytes))) t.fail(bytes.toString('hex'))
  }
  t.pass('5000 bodies')
})
