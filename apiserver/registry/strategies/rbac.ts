import type { KindDefinition } from '../../api/kinds.ts'
import type { KubeObject } from '../../api/meta/object.ts'
import { rbacGroup } from '../../api/kinds/rbac/policy-rule.ts'
import type { BindingObject } from '../../api/kinds/rbac/role-binding.ts'
import { clusterRoleInfo, roleInfo } from '../../api/kinds/rbac/role.ts'
import type { EscalationGuard, Refusal } from '../../auth/rbac/escalation.ts'
import { isJsonObject, jsonEqual } from '../../api/json/json.ts'
import { forbidden, notFound } from '../status-errors.ts'
import type { AuthorizedWrite, Strategy } from '../strategy.ts'

interface Options {
  readonly kind: KindDefinition
  readonly guard: EscalationGuard
}

/** Roles and ClusterRoles: nobody writes one that allows what they may not do themselves. pkg/registry/rbac. */
export function createRoleStrategy({ kind, guard }: Options): Strategy {
  return {
    ...shared(kind, setRoleDefaults),
    async authorize(write) {
      if (changesOnlyOwnership(write)) return
      const { next, current, context } = write
      refuse(kind, next, await guard.checkRole(context.user, next, current))
    },
  }
}

/** RoleBindings and ClusterRoleBindings: nobody binds a role that allows what they may not do themselves. */
export function createBindingStrategy({ kind, guard }: Options): Strategy {
  return {
    ...shared(kind, setBindingDefaults),
    async authorize(write) {
      if (changesOnlyOwnership(write)) return
      refuse(kind, write.next, await guard.checkBinding(write.context.user, write.next as BindingObject))
    },
  }
}

function shared(kind: KindDefinition, setDefaults: (object: KubeObject) => void): Strategy {
  return {
    kind,
    countsGenerations: false,
    allowsUnconditionalUpdate: true,
    prepareCreate: setDefaults,
    prepareUpdate: setDefaults,
  }
}

function refuse({ info }: KindDefinition, { metadata }: Readonly<KubeObject>, refusal: Refusal | undefined): void {
  if (refusal === undefined) return
  if ('why' in refusal) throw forbidden({ info, name: metadata.name }, refusal.why)
  const { kind, name } = refusal.missingRole
  throw notFound({ info: kind === roleInfo.kind ? roleInfo : clusterRoleInfo, name })
}

/** What a garbage collector writes: it needs none of the permissions that it lets go. */
function changesOnlyOwnership({ next, current }: AuthorizedWrite): boolean {
  return current !== undefined && jsonEqual(withoutOwnership(next), withoutOwnership(current))
}

function withoutOwnership(object: Readonly<KubeObject>): unknown {
  const { ownerReferences, finalizers, ...metadata } = object.metadata
  void ownerReferences
  void finalizers
  return { ...object, metadata }
}

/*
 * The defaults of pkg/apis/rbac/v1. What is required and missing becomes empty, so that it is refused in Kubernetes' words.
 * Types may be wrong.
 */

function setRoleDefaults(object: KubeObject): void {
  for (const rule of recordsIn(object['rules'])) rule['verbs'] ??= []
}

function setBindingDefaults(object: KubeObject): void {
  object['roleRef'] ??= {}
  const { roleRef } = object
  if (isJsonObject(roleRef)) setMissing(roleRef, { apiGroup: rbacGroup, kind: '', name: '' })
  for (const subject of recordsIn(object['subjects'])) {
    const inGroup = subject['kind'] === 'User' || subject['kind'] === 'Group'
    setMissing(subject, { kind: '', name: '', ...(inGroup && { apiGroup: rbacGroup }) })
  }
}

function setMissing(object: Record<string, unknown>, defaults: Readonly<Record<string, string>>): void {
  for (const [field, value] of Object.entries(defaults)) {
    const current = object[field]
    if (current === undefined || current === null || current === '') object[field] = value
  }
}

function recordsIn(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}
