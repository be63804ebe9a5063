import type { PolicyRule } from '../../api/kinds/rbac/policy-rule.ts'
import type { AtomicRule } from './covers.ts'

/** The most lines of one refusal. */
const maxLines = 100

/** Puts the verbs for the same resources together again, as pkg/registry/rbac/validation/policy_compact.go: not for paths. */
export function compactRules(atoms: readonly AtomicRule[]): readonly PolicyRule[] {
  const rules = new Map<string, PolicyRule & { verbs: string[] }>()
  for (const atom of atoms) {
    const isResource = 'resource' in atom
    const key = JSON.stringify(isResource ? { ...atom, verb: '' } : atom)
    const known = rules.get(key)
    if (known === undefined) rules.set(key, toRule(atom))
    else if (isResource) known.verbs.push(atom.verb)
  }
  return [...rules.values()]
}

function toRule(atom: AtomicRule): PolicyRule & { verbs: string[] } {
  const verbs = [atom.verb]
  if ('path' in atom) return { verbs, nonResourceURLs: [atom.path] }
  const { group, resource, name } = atom
  return { verbs, apiGroups: [group], resources: [resource], ...(name !== undefined && { resourceNames: [name] }) }
}

/** A line for each rule, in Kubernetes' notation and in the order of the lines. */
export function describeMissing(missing: readonly AtomicRule[]): string {
  const lines = compactRules(missing).map(describeRule).sort()
  const left = lines.length - maxLines
  return [...lines.slice(0, maxLines), ...(left > 0 ? [`and ${left} more`] : [])].join('\n')
}

/** Such as `{APIGroups:["x"], Resources:["y"], Verbs:["get" "list"]}`. */
function describeRule({ apiGroups, resources, nonResourceURLs, resourceNames, verbs }: PolicyRule): string {
  const parts = {
    APIGroups: apiGroups,
    Resources: resources,
    NonResourceURLs: nonResourceURLs,
    ResourceNames: resourceNames,
    Verbs: verbs,
  }
  const shown = Object.entries(parts).flatMap(([name, values]) => (values?.length ? [`${name}:${list(values)}`] : []))
  return `{${shown.join(', ')}}`
}

/** As Go's %q prints a slice of strings. */
export function list(texts: readonly string[]): string {
  return `[${texts.map((text) => JSON.stringify(text)).join(' ')}]`
}
