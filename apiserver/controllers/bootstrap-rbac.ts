import type { Logger } from 'pino'
import { ApiError } from '../api/meta/errors.ts'
import type { KubeObject } from '../api/meta/object.ts'
import type { BindingObject } from '../api/kinds/rbac/role-binding.ts'
import type { AggregationRule, RoleObject } from '../api/kinds/rbac/role.ts'
import { defaultBindings, defaultRoles } from '../auth/rbac/bootstrap-policy.ts'
import { findMissing } from '../auth/rbac/covers.ts'
import { isAutoUpdated, toClusterRole, toClusterRoleBinding } from '../auth/rbac/default-objects.ts'
import { jsonEqual } from '../api/json/json.ts'
import type { RbacStores } from '../registry/rbac-stores.ts'
import type { ResourceStore } from '../registry/resource-store.ts'
import { systemContext } from '../registry/system-context.ts'
import { compactRules } from '../auth/rbac/escalation.ts'

const context = systemContext('rbac-bootstrap')

/**
 * Creates the roles and bindings that are missing of those that every server has, and adds to the others what they miss, as
 * kube-apiserver at its start. What somebody added stays, and whoever sets the annotation
 * `rbac.authorization.kubernetes.io/autoupdate` to false keeps an object as it is. What fails is logged: the server
 * starts, and allows less.
 */
export async function bootstrapRbac({ rbac, log }: { rbac: RbacStores; log: Logger }): Promise<void> {
  const attempt = async (name: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (err) {
      log.error({ err, name }, 'could not bring a default role or binding up to date')
    }
  }
  const roles = defaultRoles.map((role) =>
    attempt(role.name, () => reconcile(rbac.clusterRoles, toClusterRole(role), withMissingRules)),
  )
  await Promise.all(roles)
  const bindings = defaultBindings.map((binding) =>
    attempt(binding.role, () => reconcileBinding(rbac.clusterRoleBindings, toClusterRoleBinding(binding))),
  )
  await Promise.all(bindings)
}

type Merge<T extends KubeObject> = (current: T, expected: T) => T

async function reconcile<T extends KubeObject>(store: ResourceStore, expected: T, merge: Merge<T>): Promise<void> {
  const { name } = expected.metadata
  const current = store.peek({ name })?.object
  if (current === undefined) {
    await store.create({}, expected, context)
    return
  }
  const change = (latest: Readonly<KubeObject>): KubeObject =>
    isAutoUpdated(latest) ? withMissingMeta(merge(latest as T, expected), expected) : latest
  if (!jsonEqual(change(current), current)) await store.update({ name }, change, context)
}

/** A role cannot be exchanged: the binding is made anew. */
async function reconcileBinding(store: ResourceStore, expected: BindingObject): Promise<void> {
  const { name } = expected.metadata
  const current = store.peek({ name })?.object as BindingObject | undefined
  if (current !== undefined && isAutoUpdated(current) && !jsonEqual(current.roleRef, expected.roleRef)) {
    await store.delete({ name }, {}, context).catch(unlessGone)
  }
  await reconcile(store, expected, withMissingSubjects)
}

function unlessGone(error: unknown): void {
  if (!(error instanceof ApiError) || error.reason !== 'NotFound') throw error
}

/** What is there has precedence. */
function withMissingMeta<T extends KubeObject>(object: T, { metadata: { labels, annotations } }: KubeObject): T {
  const { metadata } = object
  return {
    ...object,
    metadata: {
      ...metadata,
      labels: { ...labels, ...metadata.labels },
      annotations: { ...annotations, ...metadata.annotations },
    },
  }
}

function withMissingRules(current: RoleObject, expected: RoleObject): RoleObject {
  const { rules = [], aggregationRule, ...rest } = current
  const missing = compactRules(findMissing(rules, expected.rules ?? []))
  const aggregation = withMissingSelectors(aggregationRule, expected.aggregationRule)
  return { ...rest, rules: [...rules, ...missing], ...(aggregation && { aggregationRule: aggregation }) }
}

/** A role that is not meant to be aggregated stops being so. */
function withMissingSelectors(
  current: AggregationRule | undefined,
  expected: AggregationRule | undefined,
): AggregationRule | undefined {
  if (expected === undefined) return undefined
  const { clusterRoleSelectors: known = [] } = current ?? {}
  const missing = (expected.clusterRoleSelectors ?? []).filter((one) => !known.some((other) => jsonEqual(one, other)))
  return { clusterRoleSelectors: [...known, ...missing] }
}

function withMissingSubjects(current: BindingObject, expected: BindingObject): BindingObject {
  const { subjects = [] } = current
  const missing = (expected.subjects ?? []).filter((one) => !subjects.some((other) => jsonEqual(one, other)))
  return missing.length === 0 ? current : { ...current, subjects: [...subjects, ...missing] }
}
