/**
 * The syntax of names and labels (k8s.io/apimachinery/pkg/util/validation). A rule returns what is wrong with the
 * value, or undefined. Lengths are checked first, so that no pattern ever sees a long text.
 */
export type NameRule = (value: string) => string | undefined

const labelPattern = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const subdomainPattern = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const qualifiedPartPattern = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/

/** An RFC 1123 label: names of namespaces and containers. */
export const checkLabel: NameRule = (value) => {
  if (value.length > 63) return 'must be no more than 63 bytes'
  if (labelPattern.test(value)) return undefined
  return "a lowercase RFC 1123 label must consist of lower case letters, digits and '-', and begin and end with a letter or digit"
}

/** An RFC 1123 subdomain: names of most objects. */
export const checkSubdomain: NameRule = (value) => {
  if (value.length > 253) return 'must be no more than 253 bytes'
  if (subdomainPattern.test(value)) return undefined
  return "a lowercase RFC 1123 subdomain must consist of lower case letters, digits, '-' and '.', and each part must begin and end with a letter or digit"
}

/** One segment of a path, and otherwise anything: names of roles, such as `system:discovery`. */
export const checkPathSegment: NameRule = (value) => {
  if (value.length > 253 || Buffer.byteLength(value) > 253) return 'must be no more than 253 bytes'
  if (value === '.' || value === '..') return `may not be '${value}'`
  const forbidden = ['/', '%'].find((character) => value.includes(character))
  if (forbidden !== undefined) return `may not contain '${forbidden}'`
  // oxlint-disable-next-line no-control-regex -- control characters are what it is about
  return /[\\\u0000-\u001f\u007f]/.test(value) ? 'may not contain backslashes or control characters' : undefined
}

/** `[prefix/]name`: keys of labels and annotations, finalizers. */
export const checkQualifiedName: NameRule = (value) => {
  const slash = value.indexOf('/')
  const name = value.slice(slash + 1)
  const prefix = slash < 0 ? undefined : value.slice(0, slash)
  if (prefix === '') return 'prefix part must be non-empty'
  const prefixProblem = prefix === undefined ? undefined : checkSubdomain(prefix)
  if (prefixProblem !== undefined) return `prefix part ${prefixProblem}`
  return checkQualifiedPart(name)
}

/** A value of a label; may be empty. */
export const checkLabelValue: NameRule = (value) => {
  if (value.length > 63) return 'must be no more than 63 bytes'
  if (value === '' || qualifiedPartPattern.test(value)) return undefined
  return "a valid label must be an empty string or consist of letters, digits, '-', '_' and '.', and begin and end with a letter or digit"
}

function checkQualifiedPart(name: string): string | undefined {
  if (name === '') return 'name part must be non-empty'
  if (name.length > 63) return 'name part must be no more than 63 bytes'
  if (qualifiedPartPattern.test(name)) return undefined
  return "name part must consist of letters, digits, '-', '_' and '.', and begin and end with a letter or digit"
}
