import { rbacGroup } from '../../api/kinds/rbac/policy-rule.ts'
import type { PolicyRule } from '../../api/kinds/rbac/policy-rule.ts'
import { authenticatedGroup, mastersGroup, unauthenticatedGroup } from '../groups.ts'
import type { DefaultBinding, DefaultRole } from './default-objects.ts'
import { aranyaRoles } from './aranya-roles.ts'

/** May read the metrics. Nobody is in it unless an operator puts somebody there. */
const monitoringGroup = 'system:monitoring'

const resources = (group: string, names: readonly string[], verbs: readonly string[]): PolicyRule => ({
  apiGroups: [group],
  resources: names,
  verbs,
})
const paths = (...nonResourceURLs: string[]): PolicyRule => ({ nonResourceURLs, verbs: ['get'] })

const health = ['/healthz', '/livez', '/readyz']
const version = ['/version', '/version/']
const everything: readonly PolicyRule[] = [
  { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
  { nonResourceURLs: ['*'], verbs: ['*'] },
]
const selfReviews: readonly PolicyRule[] = [
  resources('authorization.k8s.io', ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'], ['create']),
  resources('authentication.k8s.io', ['selfsubjectreviews'], ['create']),
]
const tenancy: readonly PolicyRule[] = [
  resources('authorization.k8s.io', ['localsubjectaccessreviews'], ['create']),
  resources(
    rbacGroup,
    ['rolebindings', 'roles'],
    ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
  ),
]

/** The roles that a new server begins with: Kubernetes', as far as there is something here that they are about, and ours. */
export const defaultRoles: readonly DefaultRole[] = [
  { name: 'cluster-admin', rules: everything },
  {
    name: 'system:discovery',
    rules: [paths('/api', '/api/*', '/apis', '/apis/*', ...health, '/openapi', '/openapi/*', ...version)],
  },
  { name: 'system:basic-user', rules: selfReviews },
  { name: 'system:public-info-viewer', rules: [paths(...health, ...version)] },
  { name: 'system:monitoring', rules: [paths(...health.flatMap((path) => [path, `${path}/*`]), '/metrics')] },
  { name: 'admin', aggregates: 'admin' },
  { name: 'edit', aggregates: 'edit', aggregatesTo: 'admin' },
  { name: 'view', aggregates: 'view', aggregatesTo: 'edit' },
  { name: 'system:aggregate-to-admin', rules: tenancy, aggregatesTo: 'admin' },
  {
    name: 'system:aggregate-to-view',
    rules: [resources('', ['namespaces'], ['get', 'list', 'watch'])],
    aggregatesTo: 'view',
  },
  ...aranyaRoles,
]

export const defaultBindings: readonly DefaultBinding[] = [
  { role: 'cluster-admin', groups: [mastersGroup] },
  { role: 'system:discovery', groups: [authenticatedGroup] },
  { role: 'system:basic-user', groups: [authenticatedGroup] },
  { role: 'system:public-info-viewer', groups: [authenticatedGroup, unauthenticatedGroup] },
  { role: 'system:monitoring', groups: [monitoringGroup] },
]
