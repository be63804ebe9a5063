import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parseAllDocuments } from 'yaml'
import type { KubeObject } from '../../../apiserver/api/meta/object.ts'
import { aranyaRoles } from '../../../apiserver/auth/rbac/aranya-roles.ts'
import { toClusterRole } from '../../../apiserver/auth/rbac/default-objects.ts'
import { findMissing } from '../../../apiserver/auth/rbac/covers.ts'
import { bootstrapRbac } from '../../../apiserver/controllers/bootstrap-rbac.ts'
import type { RoleObject } from '../../../apiserver/api/kinds/rbac/role.ts'
import { repositoryRoot } from '../../support/repository.ts'
import { admin, openWorld, quietLog } from '../registry/fixtures.ts'

const log = quietLog as never
const autoUpdate = 'rbac.authorization.kubernetes.io/autoupdate'

t.test('a second start changes nothing', async (t) => {
  const { registry, cache } = await openWorld(t)
  await bootstrapRbac({ rbac: registry.rbac, log })
  const revision = cache.progressRevision
  await bootstrapRbac({ rbac: registry.rbac, log })
  t.equal(cache.progressRevision, revision)
})

t.test('what is missing comes back, what was added stays, and who does not want it is left alone', async (t) => {
  const { registry } = await openWorld(t)
  const { rbac } = registry
  const { clusterRoles, clusterRoleBindings } = rbac
  await bootstrapRbac({ rbac, log })
  const extra = { apiGroups: ['x'], resources: ['y'], verbs: ['z'] }
  const change = (name: string, make: (current: KubeObject) => KubeObject) =>
    clusterRoles.update({ name }, (current) => make(structuredClone(current)), admin)
  await change('system:discovery', (role) => ({ ...role, rules: [extra], metadata: { ...role.metadata, labels: {} } }))
  await change('system:basic-user', (role) => ({
    ...role,
    rules: [],
    metadata: { ...role.metadata, annotations: { [autoUpdate]: 'false' } },
  }))
  await clusterRoles.delete({ name: 'aranya-viewer' }, {}, admin)
  await clusterRoleBindings.delete({ name: 'cluster-admin' }, {}, admin)
  const other = clusterRoleBindings.peek({ name: 'system:monitoring' })?.object
  await clusterRoleBindings.delete({ name: 'system:monitoring' }, {}, admin)
  await clusterRoleBindings.create(
    {},
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'system:monitoring' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'User', name: 'prometheus' }],
    },
    admin,
  )
  await bootstrapRbac({ rbac, log })
  const discovery = clusterRoles.peek({ name: 'system:discovery' })?.object as RoleObject
  t.same(discovery.rules?.[0], extra)
  t.ok(discovery.rules?.some(({ nonResourceURLs }) => nonResourceURLs?.includes('/apis/*')))
  t.match(discovery.metadata.labels, { 'kubernetes.io/bootstrapping': 'rbac-defaults' })
  t.same(clusterRoles.peek({ name: 'system:basic-user' })?.object['rules'], [])
  t.ok(clusterRoles.peek({ name: 'aranya-viewer' }))
  t.match(clusterRoleBindings.peek({ name: 'cluster-admin' })?.object['subjects'], [{ name: 'system:masters' }])
  t.match(clusterRoleBindings.peek({ name: 'system:monitoring' })?.object['roleRef'], other?.['roleRef'])
})

t.test('a cluster gets the same roles from the manifests', async (t) => {
  const text = readFileSync(join(repositoryRoot, 'manifests/base/user-roles.yaml'), 'utf8')
  const installed = parseAllDocuments(text).map((document) => document.toJS() as RoleObject)
  t.strictSame(installed.map(({ metadata }) => metadata.name).sort(), aranyaRoles.map(({ name }) => name).sort())
  for (const role of installed) {
    const ours = toClusterRole(aranyaRoles.find(({ name }) => name === role.metadata.name) ?? { name: '' })
    t.strictSame(findMissing(ours.rules ?? [], role.rules ?? []), [], `${role.metadata.name} of the server`)
    t.strictSame(findMissing(role.rules ?? [], ours.rules ?? []), [], `${role.metadata.name} of the manifests`)
    const aggregation = Object.keys(ours.metadata.labels ?? {}).find((label) => label.includes('aggregate-to-'))
    t.equal(role.metadata.labels?.[aggregation ?? ''], 'true')
  }
})
