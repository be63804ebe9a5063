import type { PolicyRule } from '../../api/kinds/rbac/policy-rule.ts'
import type { Attributes, NonResourceAttributes, ResourceAttributes } from '../types.ts'

const all = '*'

/** A rule made ready for being asked often. */
export interface CompiledRule {
  readonly verbs: Matcher
  readonly groups: Matcher
  readonly resources: Matcher
  /** Undefined where every name is meant. */
  readonly names: ReadonlySet<string> | undefined
  readonly paths: readonly PathPattern[]
}

interface Matcher {
  readonly all: boolean
  readonly some: ReadonlySet<string>
}

/** A path, or with `prefix` all that begin so. */
interface PathPattern {
  readonly text: string
  readonly prefix: boolean
}

export function compileRule(rule: PolicyRule): CompiledRule {
  const { verbs, apiGroups, resources, resourceNames = [], nonResourceURLs = [] } = rule
  return {
    verbs: toMatcher(verbs),
    groups: toMatcher(apiGroups),
    resources: toMatcher(resources),
    names: resourceNames.length === 0 ? undefined : new Set(resourceNames),
    paths: nonResourceURLs.map(toPathPattern),
  }
}

function toMatcher(values: readonly string[] = []): Matcher {
  return { all: values.includes(all), some: new Set(values) }
}

/** Every star at the end counts as one. */
function toPathPattern(url: string): PathPattern {
  return url.endsWith(all) ? { text: url.replace(/\*+$/, ''), prefix: true } : { text: url, prefix: false }
}

/** Whether a rule allows a request: plugin/pkg/auth/authorizer/rbac, and the documentation on "Referring to resources". */
export function allows(rule: CompiledRule, attributes: Attributes): boolean {
  if (!has(rule.verbs, attributes.verb)) return false
  return attributes.kind === 'resource' ? allowsResource(rule, attributes) : allowsPath(rule, attributes)
}

function allowsResource(rule: CompiledRule, { group, resource, subresource, name }: ResourceAttributes): boolean {
  if (!has(rule.groups, group)) return false
  if (!rule.resources.all && !namesResource(rule.resources.some, resource, subresource)) return false
  return rule.names === undefined || rule.names.has(name ?? '')
}

/** `virtualpods` is not `virtualpods/exec`, and there is no `virtualpods/*`; a star stands alone, or for the resource. */
function namesResource(resources: ReadonlySet<string>, resource: string, subresource: string | undefined): boolean {
  if (subresource === undefined || subresource === '') return resources.has(resource)
  return resources.has(`${resource}/${subresource}`) || resources.has(`*/${subresource}`)
}

function allowsPath({ paths }: CompiledRule, { path }: NonResourceAttributes): boolean {
  return paths.some(({ text, prefix }) => (prefix ? path.startsWith(text) : path === text))
}

/** A star is a value like any other: only a star has it. */
export function has(matcher: Matcher, value: string): boolean {
  return matcher.all || matcher.some.has(value)
}

/** How many rules one question may look at. Whoever writes roles must not be able to hold up a server by asking. */
export class WorkBudget {
  #left: number

  constructor(steps: number) {
    this.#left = steps
  }

  /** Spends `steps`; false when there are not so many left: none are spent then, and the question stays unanswered. */
  take(steps: number): boolean {
    if (steps > this.#left) return false
    this.#left -= steps
    return true
  }
}
