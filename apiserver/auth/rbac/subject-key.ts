import type { Subject } from '../../api/kinds/rbac/role-binding.ts'
import { serviceAccountUser } from '../service-account.ts'
import type { UserInfo } from '../types.ts'

/**
 * Under which a binding's subject is found. Undefined for one who can be nobody. A service account without a namespace is
 * one of the binding's own.
 */
export function subjectKey({ kind, name, namespace }: Subject, bindingNamespace: string): string | undefined {
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
export function describeSubject({ kind, name, namespace }: Subject, bindingNamespace: string): string {
  const full = kind === 'ServiceAccount' ? `${name}/${namespace ? namespace : bindingNamespace}` : name
  return `${kind} ${JSON.stringify(full)}`
}
