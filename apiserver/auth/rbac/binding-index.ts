import type { BindingObject, RoleRef, Subject } from '../../api/kinds/rbac/role-binding.ts'
import { serviceAccountUser } from '../service-account.ts'
import type { UserInfo } from '../types.ts'

/** One subject of one binding. */
export interface Grant {
  /** The binding's; empty for a ClusterRoleBinding. */
  readonly namespace: string
  readonly bindingName: string
  readonly roleRef: RoleRef
  /** The same for all that lead to one role. */
  readonly roleKey: string
  /** In the words of a reason: who has it, by which binding. */
  describe(): string
}

/** The ways by which one subject has one role, by the names of the bindings. */
type Ways = Map<string, Grant>

/** The bindings of one namespace, or those of the cluster, by whom they name and then by the role. */
class Scope {
  readonly #grants = new Map<string, Map<string, Ways>>()

  /** The first of several mentions of a subject counts. */
  add(key: string, grant: Grant): void {
    const roles = this.#grants.get(key) ?? new Map<string, Ways>()
    this.#grants.set(key, roles)
    const ways: Ways = roles.get(grant.roleKey) ?? new Map()
    roles.set(grant.roleKey, ways)
    if (!ways.has(grant.bindingName)) ways.set(grant.bindingName, grant)
  }

  remove(key: string, role: string, bindingName: string): void {
    const roles = this.#grants.get(key)
    const ways = roles?.get(role)
    if (ways?.delete(bindingName) && ways.size === 0) roles?.delete(role)
    if (roles?.size === 0) this.#grants.delete(key)
  }

  /** One way to each role: more bindings to one do not make a question dearer. */
  *get(key: string): Iterable<Grant> {
    for (const ways of this.#grants.get(key)?.values() ?? []) {
      const [grant] = ways.values()
      if (grant !== undefined) yield grant
    }
  }

  get isEmpty(): boolean {
    return this.#grants.size === 0
  }
}

/** All bindings, by namespace and by whom they name. An empty namespace is the cluster's. */
export class BindingIndex {
  readonly #scopes = new Map<string, Scope>()

  add(binding: BindingObject): void {
    const { namespace = '', name: bindingName } = binding.metadata
    const scope = this.#scopes.get(namespace) ?? new Scope()
    this.#scopes.set(namespace, scope)
    const { roleRef } = binding
    const role = roleKey(roleRef, namespace)
    for (const subject of binding.subjects ?? []) {
      const key = subjectKey(subject, namespace)
      const describe = (): string => `${describeBinding(binding)} to ${describeSubject(subject, namespace)}`
      if (key !== undefined) scope.add(key, { namespace, bindingName, roleRef, roleKey: role, describe })
    }
    if (scope.isEmpty) this.#scopes.delete(namespace)
  }

  /** As it was when it was added. */
  remove({ metadata, roleRef, subjects = [] }: BindingObject): void {
    const { namespace = '', name } = metadata
    const scope = this.#scopes.get(namespace)
    const role = roleKey(roleRef, namespace)
    for (const subject of subjects) {
      const key = subjectKey(subject, namespace)
      if (key !== undefined) scope?.remove(key, role, name)
    }
    if (scope?.isEmpty) this.#scopes.delete(namespace)
  }

  /** The roles of whom `keys` name, in this namespace alone, each once for a key. Stops, and returns true, when `visit` does. */
  some(namespace: string, keys: readonly string[], visit: (grant: Grant) => boolean): boolean {
    const scope = this.#scopes.get(namespace)
    if (scope === undefined) return false
    for (const key of keys) {
      for (const grant of scope.get(key)) if (visit(grant)) return true
    }
    return false
  }

  clear(): void {
    this.#scopes.clear()
  }
}

/** A role that a binding in `namespace` refers to. Names have no slash. */
export function roleKey({ kind, name }: Pick<RoleRef, 'kind' | 'name'>, namespace: string): string {
  return kind === 'Role' ? `${namespace}/${name}` : name
}

/** Kubernetes puts the name before the namespace here. */
function describeBinding({ kind, metadata, roleRef }: BindingObject): string {
  const { namespace, name } = metadata
  const title = namespace ? `${name}/${namespace}` : name
  return `${kind} ${JSON.stringify(title)} of ${roleRef.kind} ${JSON.stringify(roleRef.name)}`
}

/**
 * Under which a binding's subject is found. Undefined for one who can be nobody. A service account without a namespace is
 * one of the binding's own.
 */
function subjectKey({ kind, name, namespace }: Subject, bindingNamespace: string): string | undefined {
  if (kind === 'User') return userKey(name)
  if (kind === 'Group') return groupKey(name)
  const home = namespace ? namespace : bindingNamespace
  if (kind !== 'ServiceAccount' || home === '') return undefined
  return userKey(serviceAccountUser({ namespace: home, name }))
}

/** All keys under which bindings may name a user. */
export function keysOf({ name, groups }: UserInfo): readonly string[] {
  return [userKey(name), ...groups.map(groupKey)]
}

function userKey(name: string): string {
  return `u:${name}`
}

function groupKey(name: string): string {
  return `g:${name}`
}

/** As reasons name a subject: pkg/registry/rbac/validation. */
function describeSubject({ kind, name, namespace }: Subject, bindingNamespace: string): string {
  const full = kind === 'ServiceAccount' ? `${name}/${namespace ? namespace : bindingNamespace}` : name
  return `${kind} ${JSON.stringify(full)}`
}
