import type { KubeObject, StoredObject } from '../../api/meta/object.ts'
import { rbacGroup } from '../../api/kinds/rbac/policy-rule.ts'
import type { PolicyRule } from '../../api/kinds/rbac/policy-rule.ts'
import type { BindingObject, RoleRef } from '../../api/kinds/rbac/role-binding.ts'
import type { RoleObject } from '../../api/kinds/rbac/role.ts'
import type { WatchCache } from '../../storage/cache/cached-backend.ts'
import { objectPrefix } from '../../storage/keys.ts'
import type { UserInfo } from '../types.ts'
import { BindingIndex, roleKey, keysOf } from './binding-index.ts'
import type { Grant } from './binding-index.ts'
import { RoleRules } from './role-rules.ts'

export type ObjectSource = Pick<WatchCache, 'followObjects' | 'getObject'>

const prefix = `${objectPrefix}${rbacGroup}/`
const roleKinds: ReadonlySet<string> = new Set(['Role', 'ClusterRole'])
const bindingKinds: ReadonlySet<string> = new Set(['RoleBinding', 'ClusterRoleBinding'])

/** Told once of each role that a user has. `role` is undefined where it does not exist. True ends the walk. */
export type VisitGrant = (grant: Grant, role: RoleRules | undefined) => boolean

/**
 * All roles and bindings, ready for being asked. It changes with the store and not after it: a binding whose deletion was
 * answered grants nothing any more. Costs of a question grow with what the user was granted, not with what there is.
 */
export class RbacPolicy {
  readonly #source: ObjectSource
  readonly #roles = new Map<string, RoleRules>()
  readonly #bindings = new BindingIndex()
  readonly #stop: () => void

  constructor(source: ObjectSource) {
    this.#source = source
    this.#stop = source.followObjects(prefix, {
      reset: (items) => this.#reset(items),
      changed: ({ type, item, previous }) => {
        if (previous !== undefined) this.#remove(previous.object)
        if (type === 'put') this.#add(item.object)
      },
    })
  }

  close(): void {
    this.#stop()
  }

  /**
   * Visits what a user was granted everywhere and, unless `namespace` is empty, in that namespace. Returns whether the
   * visitor ended it. Throws StorageError when the store is lost: what is known may no longer be true.
   */
  some(user: UserInfo, namespace: string, visit: VisitGrant): boolean {
    this.#source.getObject(prefix)
    const keys = keysOf(user)
    const seen = new Set<string>()
    const visitGrant = (grant: Grant): boolean => {
      if (seen.has(grant.roleKey)) return false
      seen.add(grant.roleKey)
      return visit(grant, this.#roles.get(grant.roleKey))
    }
    if (this.#bindings.some('', keys, visitGrant)) return true
    return namespace !== '' && this.#bindings.some(namespace, keys, visitGrant)
  }

  /** What a role allows that a binding in `namespace` refers to; undefined where it does not exist. */
  rulesOf(roleRef: RoleRef, namespace: string): readonly PolicyRule[] | undefined {
    return this.#roles.get(roleKey(roleRef, namespace))?.rules
  }

  #reset(items: readonly StoredObject[]): void {
    this.#roles.clear()
    this.#bindings.clear()
    for (const { object } of items) this.#add(object)
  }

  #add(object: Readonly<KubeObject>): void {
    if (roleKinds.has(object.kind))
      this.#roles.set(keyOfRole(object), new RoleRules((object as RoleObject).rules ?? []))
    else if (bindingKinds.has(object.kind)) this.#bindings.add(object as BindingObject)
  }

  #remove(object: Readonly<KubeObject>): void {
    if (roleKinds.has(object.kind)) this.#roles.delete(keyOfRole(object))
    else if (bindingKinds.has(object.kind)) this.#bindings.remove(object as BindingObject)
  }
}

function keyOfRole({ kind, metadata }: Readonly<KubeObject>): string {
  return roleKey({ kind, name: metadata.name }, metadata.namespace ?? '')
}
