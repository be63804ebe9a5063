import type { KubeObject, StoredObject } from '../../../../apiserver/api/meta/object.ts'
import type { PolicyRule } from '../../../../apiserver/api/kinds/rbac/policy-rule.ts'
import type { ObjectEvent } from '../../../../apiserver/storage/cache/contract.ts'
import type { ObjectSource } from '../../../../apiserver/auth/rbac/rbac-policy.ts'

const group = 'rbac.authorization.k8s.io'

/** A Role where there is a namespace, else a ClusterRole. */
export function role(name: string, rules: readonly PolicyRule[], namespace?: string): KubeObject {
  const metadata = { name, ...(namespace !== undefined && { namespace }) }
  return { apiVersion: `${group}/v1`, kind: namespace === undefined ? 'ClusterRole' : 'Role', metadata, rules }
}

export interface BindingParts {
  readonly name?: string
  readonly namespace?: string
  /** `Role/x` or `ClusterRole/x`. */
  readonly to: string
  /** `User:x`, `Group:x`, `ServiceAccount:NS/x`, `ServiceAccount:/x`. */
  readonly subjects: readonly string[]
}

/** A RoleBinding where there is a namespace, else a ClusterRoleBinding. */
export function binding({ name = 'b', namespace, to, subjects }: BindingParts): KubeObject {
  const [kind, ...rest] = to.split('/')
  return {
    apiVersion: `${group}/v1`,
    kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    roleRef: { apiGroup: group, kind, name: rest.join('/') },
    subjects: subjects.map(toSubject),
  }
}

function toSubject(text: string): object {
  const colon = text.indexOf(':')
  const kind = text.slice(0, colon)
  const name = text.slice(colon + 1)
  if (kind !== 'ServiceAccount') return { kind, apiGroup: group, name }
  const [namespace, account] = name.split('/')
  return { kind, name: account, ...(namespace !== '' && { namespace }) }
}

export const rule = (verbs: string, resources: string, more: Partial<PolicyRule> = {}): PolicyRule => ({
  verbs: verbs.split(' '),
  apiGroups: [''],
  resources: resources.split(' '),
  ...more,
})

/** Holds objects, and tells one follower of changes, as the watch cache does. */
export class FakeSource implements ObjectSource {
  readonly #objects = new Map<string, StoredObject>()
  readonly #followers = new Set<Parameters<ObjectSource['followObjects']>[1]>()

  constructor(objects: readonly KubeObject[] = []) {
    for (const object of objects) this.#objects.set(keyOf(object), toStored(object))
  }

  getObject(key: string): StoredObject | undefined {
    return this.#objects.get(key)
  }

  followObjects: ObjectSource['followObjects'] = (_prefix, follower) => {
    follower.reset([...this.#objects.values()])
    this.#followers.add(follower)
    return () => void this.#followers.delete(follower)
  }

  put(object: KubeObject): void {
    this.#change('put', object)
  }

  remove(object: KubeObject): void {
    this.#change('delete', object)
  }

  #change(type: ObjectEvent['type'], object: KubeObject): void {
    const key = keyOf(object)
    const previous = this.#objects.get(key)
    const item = toStored(object)
    if (type === 'put') this.#objects.set(key, item)
    else this.#objects.delete(key)
    for (const follower of this.#followers)
      follower.changed({ type, key, revision: 1, item, ...(previous && { previous }) })
  }
}

function keyOf({ kind, metadata }: KubeObject): string {
  return `${kind}/${metadata.namespace ?? ''}/${metadata.name}`
}

function toStored(object: KubeObject): StoredObject {
  return { object, bytes: Buffer.from(JSON.stringify(object)), revision: 1 }
}
