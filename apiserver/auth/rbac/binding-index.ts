import type { BindingObject, RoleRef } from '../../api/rbac/role-binding.ts'
import { describeSubject, subjectKey } from './subject-key.ts'

/** One subject of one binding. */
export interface Grant {
  /** The binding's; empty for a ClusterRoleBinding. */
  readonly namespace: string
  readonly bindingName: string
  readonly roleRef: RoleRef
  /** In the words of a reason: who has it, by which binding. */
  describe(): string
}

/** The bindings of one namespace, or those of the cluster, by whom they name. */
class Scope {
  readonly #grants = new Map<string, Map<string, Grant>>()

  /** The first of several mentions of a subject counts. */
  add(key: string, grant: Grant): void {
    const grants = this.#grants.get(key) ?? new Map<string, Grant>()
    this.#grants.set(key, grants)
    if (!grants.has(grant.bindingName)) grants.set(grant.bindingName, grant)
  }

  remove(key: string, bindingName: string): void {
    const grants = this.#grants.get(key)
    if (grants?.delete(bindingName) && grants.size === 0) this.#grants.delete(key)
  }

  get(key: string): Iterable<Grant> | undefined {
    return this.#grants.get(key)?.values()
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
    for (const subject of binding.subjects ?? []) {
      const key = subjectKey(subject, namespace)
      const describe = (): string => `${describeBinding(binding)} to ${describeSubject(subject, namespace)}`
      if (key !== undefined) scope.add(key, { namespace, bindingName, roleRef: binding.roleRef, describe })
    }
    if (scope.isEmpty) this.#scopes.delete(namespace)
  }

  /** As it was when it was added. */
  remove({ metadata, subjects = [] }: BindingObject): void {
    const { namespace = '', name } = metadata
    const scope = this.#scopes.get(namespace)
    for (const subject of subjects) {
      const key = subjectKey(subject, namespace)
      if (key !== undefined) scope?.remove(key, name)
    }
    if (scope?.isEmpty) this.#scopes.delete(namespace)
  }

  /** Whom `keys` name, in this namespace alone. Stops, and returns true, when `visit` does. */
  some(namespace: string, keys: readonly string[], visit: (grant: Grant) => boolean): boolean {
    const scope = this.#scopes.get(namespace)
    if (scope === undefined) return false
    for (const key of keys) {
      const grants = scope.get(key)
      if (grants === undefined) continue
      for (const grant of grants) if (visit(grant)) return true
    }
    return false
  }

  clear(): void {
    this.#scopes.clear()
  }
}

/** Kubernetes puts the name before the namespace here. */
function describeBinding({ kind, metadata, roleRef }: BindingObject): string {
  const { namespace, name } = metadata
  const title = namespace ? `${name}/${namespace}` : name
  return `${kind} ${JSON.stringify(title)} of ${roleRef.kind} ${JSON.stringify(roleRef.name)}`
}
