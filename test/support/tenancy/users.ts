import type { Action } from './actions.ts'
import { names } from './actions.ts'

/** Who is there, what is granted to them, and what they may therefore do. */
export interface TenantUser {
  readonly name: string
  readonly serviceAccount?: string
  /** RBAC objects. */
  readonly grants: readonly object[]
  readonly may: (action: Action) => boolean
}

const group = 'aranya.arhat.dev'
const rbac = 'rbac.authorization.k8s.io'

type Subject = Readonly<Record<string, string>>

const person = (name: string): Subject => ({ kind: 'User', name, apiGroup: rbac })

function bindRole(name: string, subject: Subject, role: { readonly kind: string; readonly name: string }): object {
  return {
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata: { name, namespace: 'plant-a' },
    roleRef: { apiGroup: rbac, ...role },
    subjects: [subject],
  }
}

interface Rule {
  readonly verbs: readonly string[]
  readonly resources: readonly string[]
  readonly resourceNames?: readonly string[]
}

/** A Role of plant-a for one user alone. Everybody may knock at the virtual cluster's door: it must not decide anything. */
function ownRole(name: string, subject: Subject, rules: readonly Rule[]): readonly object[] {
  const door = { verbs: ['get', 'create'], resources: ['virtualclusters/proxy'] }
  return [
    {
      apiVersion: `${rbac}/v1`,
      kind: 'Role',
      metadata: { name, namespace: 'plant-a' },
      rules: [...rules, door].map((rule) => ({ apiGroups: [group], ...rule })),
    },
    bindRole(name, subject, { kind: 'Role', name }),
  ]
}

const clusterRole = (name: string): { readonly kind: string; readonly name: string } => ({ kind: 'ClusterRole', name })

const read = (verb: string): boolean => ['get', 'list', 'watch'].includes(verb)

const seen = ['edgedevices', 'virtualpods', 'edgedevices/status', 'virtualpods/status', 'virtualpods/log']
const views = ({ verb, resource, namespace }: Action): boolean =>
  namespace === 'plant-a' && read(verb) && seen.includes(resource)
const handedOut = ['virtualpods/exec', 'virtualpods/attach', 'virtualpods/portforward']
const operates = (action: Action): boolean =>
  views(action) || (action.namespace === 'plant-a' && handedOut.includes(action.resource))

const robot = { kind: 'ServiceAccount', name: 'robot', namespace: 'plant-a' }
const execs = (action: Action): boolean =>
  action.namespace === 'plant-a' && action.resource === 'virtualpods/exec' && action.name === names.profile

export const users: readonly TenantUser[] = [
  {
    name: 'ann-admin',
    grants: [
      {
        apiVersion: `${rbac}/v1`,
        kind: 'ClusterRoleBinding',
        metadata: { name: 'ann-admin' },
        roleRef: { apiGroup: rbac, ...clusterRole('cluster-admin') },
        subjects: [person('ann-admin')],
      },
    ],
    may: () => true,
  },
  {
    name: 'otto-operator',
    grants: [bindRole('otto-operator', person('otto-operator'), clusterRole('aranya-operator'))],
    may: operates,
  },
  {
    name: 'vera-viewer',
    grants: [bindRole('vera-viewer', person('vera-viewer'), clusterRole('aranya-viewer'))],
    may: views,
  },
  {
    name: 'eve-exec',
    grants: ownRole('eve-exec', person('eve-exec'), [
      { verbs: ['get', 'create'], resources: ['virtualpods/exec'], resourceNames: [names.profile] },
    ]),
    may: execs,
  },
  {
    name: 'gus-get',
    grants: ownRole('gus-get', person('gus-get'), [{ verbs: ['get'], resources: ['*'] }]),
    // Without `create` no GET opens a stream.
    may: ({ verb, namespace, upgrade }) => namespace === 'plant-a' && verb === 'get' && upgrade === undefined,
  },
  {
    name: 'cora-create',
    grants: ownRole('cora-create', person('cora-create'), [{ verbs: ['create'], resources: ['virtualpods/exec'] }]),
    may: ({ resource, namespace, upgrade }) =>
      namespace === 'plant-a' && resource === 'virtualpods/exec' && upgrade === 'POST',
  },
  {
    name: 'paul-profiles',
    grants: ownRole('paul-profiles', person('paul-profiles'), [
      { verbs: ['create', 'update', 'patch'], resources: ['virtualpods'] },
    ]),
    // To make a way into a device is as good as a shell on it, which nobody gave to him; a label is none.
    may: ({ verb, resource, namespace }) =>
      namespace === 'plant-a' && resource === 'virtualpods' && ['update', 'patch'].includes(verb),
  },
  {
    name: 'system:serviceaccount:plant-a:robot',
    serviceAccount: 'robot',
    grants: [bindRole('robot', robot, clusterRole('aranya-viewer'))],
    may: views,
  },
  { name: 'nina-nobody', grants: [], may: () => false },
]
