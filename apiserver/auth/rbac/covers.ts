import type { PolicyRule } from '../../api/kinds/rbac/policy-rule.ts'
import { has, WorkBudget } from './compiled-rule.ts'
import type { CompiledRule } from './compiled-rule.ts'
import { RoleRules } from './role-rules.ts'
const all = '*'

/** The smallest part of a rule: one verb, and one path or one resource of one group, with one name at most. */
export type AtomicRule =
  | { readonly verb: string; readonly path: string }
  | { readonly verb: string; readonly group: string; readonly resource: string; readonly name: string | undefined }

/** What is missing of `wanted` in `held`, bit by bit; empty when all is covered. As component-helpers/auth/rbac/validation. */
export function findMissing(held: readonly PolicyRule[], wanted: readonly PolicyRule[]): readonly AtomicRule[] {
  return findMissingOf([new RoleRules(held)], wanted, new WorkBudget(Infinity)) ?? []
}

/** The same for what roles hold together; undefined when the budget does not suffice. */
export function findMissingOf(
  held: readonly RoleRules[],
  wanted: readonly PolicyRule[],
  budget: WorkBudget,
): readonly AtomicRule[] | undefined {
  const missing: AtomicRule[] = []
  for (const atom of breakDown(wanted)) {
    const covered = isHeld(held, atom, budget)
    if (covered === undefined) return undefined
    if (!covered) missing.push(atom)
  }
  return missing
}

/** Into how many bits `findMissing` would break the rules: their lists multiply. */
export function countAtoms(rules: readonly PolicyRule[]): number {
  return rules.reduce((sum, rule) => {
    const { verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule
    const perVerb = apiGroups.length * resources.length * Math.max(1, resourceNames.length) + nonResourceURLs.length
    return sum + verbs.length * perVerb
  }, 0)
}

function* breakDown(rules: readonly PolicyRule[]): Generator<AtomicRule> {
  for (const { verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } of rules) {
    const names: readonly (string | undefined)[] = resourceNames.length === 0 ? [undefined] : resourceNames
    for (const group of apiGroups) {
      for (const resource of resources) {
        for (const verb of verbs) for (const name of names) yield { verb, group, resource, name }
      }
    }
    for (const path of nonResourceURLs) for (const verb of verbs) yield { verb, path }
  }
}

/** Undefined when the budget does not suffice. */
function isHeld(held: readonly RoleRules[], atom: AtomicRule, budget: WorkBudget): boolean | undefined {
  for (const role of held) {
    const lists = 'path' in atom ? [role.withPaths] : role.about(namesOf(atom.resource))
    const patterns = 'path' in atom ? role.pathCount : 0
    if (!budget.take(lists.reduce((sum, { length }) => sum + length, 1 + patterns))) return undefined
    if (lists.some((rules) => rules.some((rule) => holds(rule, atom)))) return true
  }
  return false
}

/** How rules name a resource, but for the star. */
function namesOf(resource: string): readonly string[] {
  const slash = resource.indexOf('/')
  return slash < 0 ? [resource] : [resource, `${all}${resource.slice(slash)}`]
}

/**
 * Whether a rule about the atom's resource, or with paths, covers it. A star is a value like any other here: `*` is covered
 * by `*` alone, and a path with a star as a text.
 */
function holds({ verbs, groups, names, paths }: CompiledRule, atom: AtomicRule): boolean {
  if (!has(verbs, atom.verb)) return false
  // A rule with names is about resources; as in Kubernetes it covers no path.
  if ('path' in atom) {
    const { path } = atom
    return names === undefined && paths.some(({ text, prefix }) => (prefix ? path.startsWith(text) : path === text))
  }
  return has(groups, atom.group) && (names === undefined || (atom.name !== undefined && names.has(atom.name)))
}
