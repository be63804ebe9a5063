import type { PolicyRule } from '../../api/kinds/rbac/policy-rule.ts'
import type { DefaultRole } from './default-objects.ts'

export const group = 'aranya.arhat.dev'

const rule = (verbs: readonly string[], ...resources: string[]): PolicyRule => ({
  apiGroups: [group],
  resources,
  verbs,
})

const read = ['get', 'list', 'watch']

const write = ['create', 'delete', 'deletecollection', 'patch', 'update']

/** An upgrade by GET needs `create` as well, and by POST that alone. */
const connect = ['create', 'get']

const proxy = ['create', 'delete', 'get', 'patch', 'update']

/** What is there and what its logs say; nothing that opens a shell or a connection. */
const viewerRules: readonly PolicyRule[] = [
  rule(read, 'edgedevices', 'virtualclusters', 'virtualpods'),
  rule(['get'], 'edgedevices/status', 'virtualpods/log', 'virtualpods/status'),
  // Every request within is authorized as what it is.
  rule(connect, 'virtualclusters/proxy'),
]

/** What VirtualPods hand out. */
const operatorRules: readonly PolicyRule[] = [
  ...viewerRules,
  rule(connect, 'virtualpods/attach', 'virtualpods/exec', 'virtualpods/portforward'),
  rule(proxy, 'virtualpods/proxy'),
]

/** Everything, with what no VirtualPod restricts: the devices themselves. */
const adminRules: readonly PolicyRule[] = [
  ...operatorRules,
  rule(write, 'edgedevices', 'virtualpods'),
  rule(['create'], 'edgedevices/token'),
  rule(connect, 'edgedevices/exec', 'edgedevices/hostshell', 'edgedevices/portforward'),
  rule(proxy, 'edgedevices/proxy'),
]

/** The roles for whoever works with devices. Each is part of the role of Kubernetes that it is safe for. */
export const aranyaRoles: readonly DefaultRole[] = [
  { name: 'aranya-admin', rules: adminRules, aggregatesTo: 'admin' },
  { name: 'aranya-operator', rules: operatorRules, aggregatesTo: 'edit' },
  { name: 'aranya-viewer', rules: viewerRules, aggregatesTo: 'view' },
]
