import { rbacGroup } from '../../api/kinds/rbac/policy-rule.ts'
import type { PolicyRule } from '../../api/kinds/rbac/policy-rule.ts'
import type { BindingObject } from '../../api/kinds/rbac/role-binding.ts'
import { clusterRoleInfo, roleInfo } from '../../api/kinds/rbac/role.ts'
import type { RoleObject } from '../../api/kinds/rbac/role.ts'
import { mastersGroup } from '../groups.ts'
import type { Authorizer, UserInfo } from '../types.ts'
import { countAtoms, findMissingOf } from './covers.ts'
import type { RuleResolver } from './rule-resolver.ts'
import type { AtomicRule } from './covers.ts'
import { joinErrors } from './rule-resolver.ts'
import { WorkBudget } from './compiled-rule.ts'

/** The most that one request compares; a role beyond it needs the verb `escalate` or `bind`. */
const maxAtoms = 10_000
/** The most rules of its user that one request looks at, for all of what it compares: some tenths of a second at worst. */
const maxSteps = 2_000_000

/** What somebody must have to be allowed an aggregationRule: it may gather anything. */
const fullAuthority: readonly PolicyRule[] = [
  { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
  { nonResourceURLs: ['*'], verbs: ['*'] },
]

/** Why a write is refused; `missing-role` is a binding to a role that is not there. */
export type Refusal = { readonly why: string } | { readonly missingRole: BindingObject['roleRef'] }

/** Keeps users from giving others, or themselves, what they do not have. Undefined: the write may be done. */
export interface EscalationGuard {
  checkRole(user: UserInfo, role: RoleObject, current: RoleObject | undefined): Promise<Refusal | undefined>
  checkBinding(user: UserInfo, binding: BindingObject): Promise<Refusal | undefined>
}

interface GuardOptions {
  readonly authorizer: Authorizer
  readonly resolver: RuleResolver
}

/** Rules and words: pkg/registry/rbac, and "Privilege escalation prevention" of the documentation. */
export function createEscalationGuard({ authorizer, resolver }: GuardOptions): EscalationGuard {
  const compare = (user: UserInfo, namespace: string, rules: readonly PolicyRule[]): string | undefined =>
    findEscalation(resolver, { user, namespace, rules })
  return {
    async checkRole(user, role, current) {
      if (isMaster(user) || (await mayEscalate(authorizer, user, { role, current }))) return undefined
      const namespace = role.metadata.namespace ?? ''
      const why = compare(user, namespace, role.rules ?? [])
      if (why !== undefined) return { why }
      if (role.aggregationRule === undefined && current?.aggregationRule === undefined) return undefined
      if (compare(user, namespace, fullAuthority) === undefined) return undefined
      return { why: 'must have cluster-admin privileges to use the aggregationRule' }
    },
    async checkBinding(user, binding) {
      if (isMaster(user) || (await mayBind(authorizer, user, binding))) return undefined
      const namespace = binding.metadata.namespace ?? ''
      const rules = resolver.rulesOf(binding.roleRef, namespace)
      if (rules === undefined) return { missingRole: binding.roleRef }
      const why = compare(user, namespace, rules)
      return why === undefined ? undefined : { why }
    },
  }
}

function isMaster({ groups }: UserInfo): boolean {
  return groups.includes(mastersGroup)
}

interface RoleWrite {
  readonly role: RoleObject
  readonly current: RoleObject | undefined
}

/** A creation has no name in its path, so that a rule with names never allows it. */
async function mayEscalate(authorizer: Authorizer, user: UserInfo, { role, current }: RoleWrite): Promise<boolean> {
  const { group, resource } = role.kind === roleInfo.kind ? roleInfo : clusterRoleInfo
  const { namespace, name } = role.metadata
  const { allowed } = await authorizer.authorize(user, {
    kind: 'resource',
    verb: 'escalate',
    group,
    version: '*',
    resource,
    ...(namespace !== undefined && { namespace }),
    ...(current !== undefined && { name }),
  })
  return allowed
}

/** Asked in the namespace of the binding: whoever may bind a ClusterRole there may not bind it everywhere. */
async function mayBind(authorizer: Authorizer, user: UserInfo, { roleRef, metadata }: BindingObject): Promise<boolean> {
  const { resource } = roleRef.kind === roleInfo.kind ? roleInfo : clusterRoleInfo
  const { namespace } = metadata
  const { allowed } = await authorizer.authorize(user, {
    kind: 'resource',
    verb: 'bind',
    group: roleRef.apiGroup,
    version: '*',
    resource,
    ...(namespace !== undefined && { namespace }),
    name: roleRef.name,
  })
  return allowed
}

interface Comparison {
  readonly user: UserInfo
  readonly namespace: string
  readonly rules: readonly PolicyRule[]
}

function findEscalation(resolver: RuleResolver, { user, namespace, rules }: Comparison): string | undefined {
  const atoms = countAtoms(rules)
  if (atoms > maxAtoms) {
    return `the role has ${atoms} single permissions, more than the ${maxAtoms} that are compared with those of a user`
  }
  const held = resolver.rolesFor(user, namespace)
  const missing = findMissingOf(held.roles, rules, new WorkBudget(maxSteps))
  if (missing === undefined) {
    return `the role has ${atoms} single permissions, more than can be compared with the many rules of user ${JSON.stringify(user.name)}`
  }
  if (missing.length === 0) return undefined
  const who = `user ${JSON.stringify(user.name)} (groups=${list(user.groups)})`
  const what = `${who} is attempting to grant RBAC permissions not currently held:\n${describeMissing(missing)}`
  if (held.missingRoles.length === 0) return what
  // From its storage kube-apiserver has them by their plural.
  const errors = held.missingRoles.map(
    ({ kind, name }) => `${kind.toLowerCase()}s.${rbacGroup} ${JSON.stringify(name)} not found`,
  )
  return `${what}; resolution errors: [${joinErrors(errors)}]`
}

/** The most lines of one refusal. */
const maxLines = 100

/** Puts the verbs for the same resources together again, as pkg/registry/rbac/validation/policy_compact.go: not for paths. */
export function compactRules(atoms: readonly AtomicRule[]): readonly PolicyRule[] {
  const rules = new Map<string, PolicyRule & { verbs: string[] }>()
  for (const atom of atoms) {
    const isResource = 'resource' in atom
    const key = JSON.stringify(isResource ? { ...atom, verb: '' } : atom)
    const known = rules.get(key)
    if (known === undefined) rules.set(key, toRule(atom))
    else if (isResource) known.verbs.push(atom.verb)
  }
  return [...rules.values()]
}

function toRule(atom: AtomicRule): PolicyRule & { verbs: string[] } {
  const verbs = [atom.verb]
  if ('path' in atom) return { verbs, nonResourceURLs: [atom.path] }
  const { group, resource, name } = atom
  return { verbs, apiGroups: [group], resources: [resource], ...(name !== undefined && { resourceNames: [name] }) }
}

/** A line for each rule, in Kubernetes' notation and in the order of the lines. */
function describeMissing(missing: readonly AtomicRule[]): string {
  const lines = compactRules(missing).map(describeRule).sort()
  const left = lines.length - maxLines
  return [...lines.slice(0, maxLines), ...(left > 0 ? [`and ${left} more`] : [])].join('\n')
}

/** Such as `{APIGroups:["x"], Resources:["y"], Verbs:["get" "list"]}`. */
function describeRule({ apiGroups, resources, nonResourceURLs, resourceNames, verbs }: PolicyRule): string {
  const parts = {
    APIGroups: apiGroups,
    Resources: resources,
    NonResourceURLs: nonResourceURLs,
    ResourceNames: resourceNames,
    Verbs: verbs,
  }
  const shown = Object.entries(parts).flatMap(([name, values]) => (values?.length ? [`${name}:${list(values)}`] : []))
  return `{${shown.join(', ')}}`
}

/** As Go's %q prints a slice of strings. */
function list(texts: readonly string[]): string {
  return `[${texts.map((text) => JSON.stringify(text)).join(' ')}]`
}
