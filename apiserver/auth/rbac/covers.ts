import type { PolicyRule } from '../../api/rbac/policy-rule.ts'
import { toPathPattern } from './compiled-rule.ts'
import type { PathPattern } from './compiled-rule.ts'

const all = '*'

/** The smallest part of a rule: one verb, and one path or one resource of one group, with one name at most. */
export type AtomicRule =
  | { readonly verb: string; readonly path: string }
  | { readonly verb: string; readonly group: string; readonly resource: string; readonly name: string | undefined }

/** What is missing of `wanted` in `held`, bit by bit; empty when all is covered. As component-helpers/auth/rbac/validation. */
export function findMissing(held: readonly PolicyRule[], wanted: readonly PolicyRule[]): readonly AtomicRule[] {
  const holders = held.map(toHolder)
  const missing: AtomicRule[] = []
  for (const atom of breakDown(wanted)) {
    if (!holders.some((holder) => holds(holder, atom))) missing.push(atom)
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

/** A rule that somebody has. */
interface Holder {
  readonly verbs: ReadonlySet<string>
  readonly groups: ReadonlySet<string>
  readonly resources: ReadonlySet<string>
  readonly names: ReadonlySet<string>
  readonly paths: readonly PathPattern[]
}

function toHolder({ verbs, apiGroups, resources, resourceNames, nonResourceURLs = [] }: PolicyRule): Holder {
  return {
    verbs: new Set(verbs),
    groups: new Set(apiGroups),
    resources: new Set(resources),
    names: new Set(resourceNames),
    paths: nonResourceURLs.map(toPathPattern),
  }
}

/** A star is a value like any other here: `*` is covered by `*` alone, and a path with a star as a text. */
function holds(holder: Holder, atom: AtomicRule): boolean {
  if (!hasOrAll(holder.verbs, atom.verb)) return false
  // A rule with names is about resources; as in Kubernetes it covers no path.
  if ('path' in atom) return holder.names.size === 0 && holder.paths.some((pattern) => holdsPath(pattern, atom.path))
  if (!hasOrAll(holder.groups, atom.group) || !holdsResource(holder.resources, atom.resource)) return false
  return holder.names.size === 0 || (atom.name !== undefined && holder.names.has(atom.name))
}

function hasOrAll(values: ReadonlySet<string>, value: string): boolean {
  return values.has(all) || values.has(value)
}

function holdsResource(resources: ReadonlySet<string>, resource: string): boolean {
  if (hasOrAll(resources, resource)) return true
  const slash = resource.indexOf('/')
  return slash >= 0 && resources.has(`${all}${resource.slice(slash)}`)
}

function holdsPath({ text, prefix }: PathPattern, path: string): boolean {
  return prefix ? path.startsWith(text) : path === text
}
