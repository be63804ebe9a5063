import type { AtomicRule } from './covers.ts'

/** The most lines of one refusal. */
const maxLines = 100

/**
 * What is missing, a line for each resource with all of its verbs, in Kubernetes' notation and in order of the lines:
 * `{APIGroups:["x"], Resources:["y"], Verbs:["get" "list"]}`.
 */
export function describeMissing(missing: readonly AtomicRule[]): string {
  const verbsByHead = new Map<string, string[]>()
  for (const atom of missing) {
    const head = headOf(atom)
    // Only what has no name and no path is put together: pkg/registry/rbac/validation/policy_compact.go.
    const key = isSimple(atom) ? head : `${head}\0${atom.verb}`
    const verbs = verbsByHead.get(key)
    if (verbs === undefined) verbsByHead.set(key, [atom.verb])
    else verbs.push(atom.verb)
  }
  const lines = [...verbsByHead].map(([key, verbs]) => `{${key.split('\0', 1)[0]}, Verbs:${list(verbs)}}`)
  const sorted = [...new Set(lines)].sort()
  const left = sorted.length - maxLines
  return [...sorted.slice(0, maxLines), ...(left > 0 ? [`and ${left} more`] : [])].join('\n')
}

function isSimple(atom: AtomicRule): boolean {
  return 'resource' in atom && atom.name === undefined
}

function headOf(atom: AtomicRule): string {
  if ('path' in atom) return `NonResourceURLs:${list([atom.path])}`
  const { group, resource, name } = atom
  const head = `APIGroups:${list([group])}, Resources:${list([resource])}`
  return name === undefined ? head : `${head}, ResourceNames:${list([name])}`
}

/** As Go's %q prints a slice of strings. */
export function list(texts: readonly string[]): string {
  return `[${texts.map((text) => JSON.stringify(text)).join(' ')}]`
}
