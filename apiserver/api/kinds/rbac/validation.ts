import { checkPathSegment, checkSubdomain } from '../../meta/names.ts'
import { validateLabelSelector } from '../../selectors/label-selector-object.ts'
import type { KubeObject } from '../../meta/object.ts'
import type { CauseCollector } from '../../schema/causes.ts'
import { rbacGroup } from './policy-rule.ts'
import type { PolicyRule } from './policy-rule.ts'
import type { RoleObject } from './role.ts'
import type { BindingObject, RoleRef, Subject } from './role-binding.ts'

/*
 * What the schemas cannot say, in the words of pkg/apis/rbac/validation. Types are right when these are called, required
 * fields may be missing: what is missing is what is wrong in other ways, so the schema says nothing of it.
 */

export function validateRole(object: Readonly<KubeObject>, out: CauseCollector): void {
  const { rules = [] } = object as RoleObject
  validateRules(rules, { namespaced: true }, out)
}

export function validateClusterRole(object: Readonly<KubeObject>, out: CauseCollector): void {
  const { rules = [], aggregationRule } = object as RoleObject
  validateRules(rules, { namespaced: false }, out)
  if (aggregationRule === undefined) return
  const { clusterRoleSelectors = [] } = aggregationRule
  const path = 'aggregationRule.clusterRoleSelectors'
  const why = 'at least one clusterRoleSelector required if aggregationRule is non-nil'
  if (clusterRoleSelectors.length === 0) out.required(path, why)
  for (const [index, selector] of clusterRoleSelectors.entries()) {
    if (out.full) return
    validateLabelSelector(selector, `${path}[${index}]`, out)
  }
}

function validateRules(
  rules: readonly PolicyRule[],
  { namespaced }: Pick<RulePlace, 'namespaced'>,
  out: CauseCollector,
): void {
  for (const [index, rule] of rules.entries()) {
    if (out.full) return
    validateRule(rule, { namespaced, path: `rules[${index}]` }, out)
  }
}

interface RulePlace {
  readonly namespaced: boolean
  readonly path: string
}

function validateRule(rule: PolicyRule, { namespaced, path }: RulePlace, out: CauseCollector): void {
  const { verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule
  if (verbs.length === 0) out.required(`${path}.verbs`, 'verbs must contain at least one value')
  if (nonResourceURLs.length === 0) {
    if (apiGroups.length === 0) out.required(`${path}.apiGroups`, 'resource rules must supply at least one api group')
    if (resources.length === 0) out.required(`${path}.resources`, 'resource rules must supply at least one resource')
    return
  }
  const invalid = (why: string): void => out.invalid(`${path}.nonResourceURLs`, nonResourceURLs, why)
  if (namespaced) invalid('namespaced rules cannot apply to non-resource URLs')
  if (apiGroups.length + resources.length + resourceNames.length > 0) {
    invalid('rules cannot apply to both regular resources and non-resource URLs')
  }
}

export function validateRoleBinding(object: Readonly<KubeObject>, out: CauseCollector): void {
  validateBinding(object as BindingObject, { namespaced: true, kinds: ['Role', 'ClusterRole'] }, out)
}

export function validateClusterRoleBinding(object: Readonly<KubeObject>, out: CauseCollector): void {
  validateBinding(object as BindingObject, { namespaced: false, kinds: ['ClusterRole'] }, out)
}

interface BindingRules {
  readonly namespaced: boolean
  readonly kinds: readonly string[]
}

function validateBinding(object: BindingObject, { namespaced, kinds }: BindingRules, out: CauseCollector): void {
  const { apiGroup = '', kind = '', name = '' } = (object.roleRef ?? {}) as Partial<RoleRef>
  if (apiGroup !== rbacGroup) out.notSupported('roleRef.apiGroup', apiGroup, [rbacGroup])
  if (!kinds.includes(kind)) out.notSupported('roleRef.kind', kind, kinds)
  const problem = checkPathSegment(name)
  if (name === '') out.required('roleRef.name')
  else if (problem !== undefined) out.invalid('roleRef.name', name, problem)
  for (const [index, subject] of (object.subjects ?? []).entries()) {
    if (out.full) return
    validateSubject(subject, { namespaced, path: `subjects[${index}]` }, out)
  }
}

function validateSubject(subject: Partial<Subject>, { namespaced, path }: RulePlace, out: CauseCollector): void {
  const { kind = '', apiGroup = '', name = '', namespace = '' } = subject
  if (name === '') out.required(`${path}.name`)
  if (kind === 'ServiceAccount') {
    const problem = checkSubdomain(name)
    if (name !== '' && problem !== undefined) out.invalid(`${path}.name`, name, problem)
    if (apiGroup !== '') out.notSupported(`${path}.apiGroup`, apiGroup, [''])
    if (!namespaced && namespace === '') out.required(`${path}.namespace`)
  } else if (kind === 'User' || kind === 'Group') {
    if (name === '') out.invalid(`${path}.name`, name, `${kind.toLowerCase()} name cannot be empty`)
    if (apiGroup !== rbacGroup) out.notSupported(`${path}.apiGroup`, apiGroup, [rbacGroup])
  } else {
    out.notSupported(`${path}.kind`, kind, ['ServiceAccount', 'User', 'Group'])
  }
}

/** A binding never leads to another role: whoever may edit its subjects would bind what they may not. */
export function validateBindingUpdate(
  next: Readonly<KubeObject>,
  old: Readonly<KubeObject>,
  out: CauseCollector,
): void {
  const { roleRef } = next as BindingObject
  const before = (old as BindingObject).roleRef
  if (roleRef.apiGroup === before.apiGroup && roleRef.kind === before.kind && roleRef.name === before.name) return
  out.invalid('roleRef', roleRef, 'cannot change roleRef')
}
