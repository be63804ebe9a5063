import t from 'tap'
import type { ResourceAttributes } from '../../../apiserver/auth/types.ts'
import { mapAttributes } from '../../../apiserver/virtualcore/map-attributes.ts'

const ours = { kind: 'resource', group: 'aranya.arhat.dev', version: 'v1alpha1' } as const
const core = { kind: 'resource', group: '', version: 'v1' } as const

t.test('every inner request is authorized as what it really is', async (t) => {
  const cases: readonly (readonly [ResourceAttributes, ResourceAttributes])[] = [
    [
      { ...core, verb: 'create', resource: 'pods', subresource: 'exec', namespace: 'a', name: 'p' },
      { ...ours, verb: 'create', resource: 'virtualpods', subresource: 'exec', namespace: 'a', name: 'p' },
    ],
    [
      { ...core, verb: 'get', resource: 'pods', subresource: 'log', namespace: 'a', name: 'p' },
      { ...ours, verb: 'get', resource: 'virtualpods', subresource: 'log', namespace: 'a', name: 'p' },
    ],
    [
      { ...core, verb: 'list', resource: 'pods', fieldSelector: 'spec.nodeName=x', labelSelector: 'a=b' },
      { ...ours, verb: 'list', resource: 'virtualpods', labelSelector: 'a=b' },
    ],
    [
      { ...core, verb: 'get', resource: 'nodes', name: 'cam.1.a' },
      { ...ours, verb: 'get', resource: 'edgedevices', namespace: 'a', name: 'cam.1' },
    ],
    [
      { ...core, verb: 'watch', resource: 'nodes' },
      { ...ours, verb: 'watch', resource: 'edgedevices' },
    ],
    [
      { ...core, verb: 'get', resource: 'nodes', name: 'nodots' },
      { ...ours, verb: 'get', resource: 'edgedevices', name: 'nodots' },
    ],
    [
      { ...core, verb: 'get', resource: 'namespaces', name: 'a' },
      { ...core, verb: 'get', resource: 'namespaces', name: 'a' },
    ],
    [
      { ...core, group: 'metrics.k8s.io', verb: 'get', resource: 'pods', name: 'a' },
      { ...core, group: 'metrics.k8s.io', verb: 'get', resource: 'pods', name: 'a' },
    ],
  ]
  for (const [inner, real] of cases) t.strictSame(mapAttributes(inner, undefined), real)
})

t.test('in a virtual cluster, all that there is belongs to its namespace', async (t) => {
  const cases: readonly (readonly [ResourceAttributes, ResourceAttributes])[] = [
    [
      { ...core, verb: 'create', resource: 'pods', subresource: 'exec', namespace: 'a', name: 'p' },
      { ...ours, verb: 'create', resource: 'virtualpods', subresource: 'exec', namespace: 'a', name: 'p' },
    ],
    [
      { ...core, verb: 'list', resource: 'pods' },
      { ...ours, verb: 'list', resource: 'virtualpods', namespace: 'a' },
    ],
    [
      { ...core, verb: 'watch', resource: 'nodes' },
      { ...ours, verb: 'watch', resource: 'edgedevices', namespace: 'a' },
    ],
    [
      { ...core, verb: 'get', resource: 'nodes', name: 'cam.1.b' },
      { ...ours, verb: 'get', resource: 'edgedevices', namespace: 'a', name: 'cam.1.b' },
    ],
    [
      { ...core, verb: 'get', resource: 'namespaces', namespace: 'a', name: 'a' },
      { ...core, verb: 'get', resource: 'namespaces', namespace: 'a', name: 'a' },
    ],
    [
      { ...core, group: 'authorization.k8s.io', verb: 'create', resource: 'selfsubjectaccessreviews' },
      { ...core, group: 'authorization.k8s.io', verb: 'create', resource: 'selfsubjectaccessreviews' },
    ],
  ]
  for (const [inner, real] of cases) t.strictSame(mapAttributes(inner, 'a'), real)
  const others: readonly ResourceAttributes[] = [
    { ...core, verb: 'list', resource: 'pods', namespace: 'b' },
    { ...core, verb: 'get', resource: 'namespaces', namespace: 'b', name: 'b' },
    { ...ours, verb: 'get', resource: 'virtualpods', namespace: 'b', name: 'p' },
  ]
  for (const other of others) {
    t.throws(() => mapAttributes(other, 'a'), { code: 404, message: 'namespaces "b" not found' })
  }
})
