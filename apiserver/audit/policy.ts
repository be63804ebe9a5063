import { authenticatedGroup } from '../auth/groups.ts'
import type { Attributes, ResourceAttributes, UserInfo } from '../auth/types.ts'
import type { AuditLevel, AuditStage } from './event.ts'

/** audit.k8s.io/v1 Policy. The first rule that matches says what is written of a request; where none does, nothing is. */
export interface AuditPolicy {
  readonly rules: readonly AuditRule[]
  readonly omitStages: readonly AuditStage[]
  readonly omitManagedFields: boolean
}

/** Whatever is left out, or empty, matches everything. */
interface AuditRule {
  readonly level: AuditLevel
  readonly users?: readonly string[]
  readonly userGroups?: readonly string[]
  readonly verbs?: readonly string[]
  readonly resources?: readonly GroupResources[]
  /** `''` stands for what has no namespace. */
  readonly namespaces?: readonly string[]
  readonly nonResourceURLs?: readonly string[]
  /** Besides those of the policy. */
  readonly omitStages?: readonly AuditStage[]
  /** Instead of the policy's. */
  readonly omitManagedFields?: boolean
}

/** `resources`: `pods`, `pods/log`, `pods/*`, `*` and `*\/scale` (without the backslash); none is all of the group. */
interface GroupResources {
  readonly group: string
  readonly resources?: readonly string[]
  readonly resourceNames?: readonly string[]
}

/** Who asks for what. */
export interface AuditSubject {
  readonly user: UserInfo | undefined
  /**
   * What was asked for, and what it really is where that differs: a rule that names either matches. So a rule for
   * `virtualpods/exec` holds for `kubectl exec` too, and one for `pods/exec` does what it says.
   */
  readonly attributes: readonly Attributes[]
}

/** What is to be written of one request. */
export interface AuditDecision {
  readonly level: AuditLevel
  readonly omitStages: ReadonlySet<AuditStage>
  readonly omitManagedFields: boolean
}

/** Makes a policy ready to be asked: k8s.io/apiserver/pkg/audit/policy/checker.go. */
export function compilePolicy(policy: AuditPolicy): (subject: AuditSubject) => AuditDecision {
  const nothing = toDecision(policy, { level: 'None' })
  const rules = policy.rules.map((rule) => ({ rule, decision: toDecision(policy, rule) }))
  return (subject) => rules.find(({ rule }) => matches(rule, subject))?.decision ?? nothing
}

function toDecision(policy: AuditPolicy, rule: AuditRule): AuditDecision {
  return {
    level: rule.level,
    omitStages: new Set([...policy.omitStages, ...(rule.omitStages ?? [])]),
    omitManagedFields: rule.omitManagedFields ?? policy.omitManagedFields,
  }
}

function matches(rule: AuditRule, { user, attributes }: AuditSubject): boolean {
  if (isGiven(rule.users) && !(user && rule.users.includes(user.name))) return false
  if (isGiven(rule.userGroups) && !user?.groups.some((group) => rule.userGroups?.includes(group))) return false
  return attributes.some((one) => matchesAttributes(rule, one))
}

function isGiven<Item>(list: readonly Item[] | undefined): list is readonly Item[] {
  return list !== undefined && list.length > 0
}

function matchesAttributes(rule: AuditRule, attributes: Attributes): boolean {
  if (isGiven(rule.verbs) && !rule.verbs.includes(attributes.verb)) return false
  if (isGiven(rule.namespaces) || isGiven(rule.resources))
    return attributes.kind === 'resource' && matchesResource(rule, attributes)
  if (!isGiven(rule.nonResourceURLs)) return true
  return attributes.kind === 'nonresource' && rule.nonResourceURLs.some((url) => matchesPath(url, attributes.path))
}

function matchesPath(pattern: string, path: string): boolean {
  if (pattern === '*' || pattern === path) return true
  return pattern.endsWith('*') && path.startsWith(pattern.slice(0, -1))
}

function matchesResource({ namespaces, resources }: AuditRule, attributes: ResourceAttributes): boolean {
  if (isGiven(namespaces) && !namespaces.includes(attributes.namespace ?? '')) return false
  return !isGiven(resources) || resources.some((one) => matchesGroupResources(one, attributes))
}

function matchesGroupResources(
  { group, resources, resourceNames }: GroupResources,
  asked: ResourceAttributes,
): boolean {
  if (group !== asked.group) return false
  if (!isGiven(resources)) return true
  if (isGiven(resourceNames) && !resourceNames.includes(asked.name ?? '')) return false
  return resources.some((pattern) => matchesResourceName(pattern, asked))
}

/** `pods/*` matches the pods themselves too, as in kube-apiserver. */
function matchesResourceName(pattern: string, { resource, subresource }: ResourceAttributes): boolean {
  const whole = subresource === undefined ? resource : `${resource}/${subresource}`
  if (pattern === '*' || pattern === whole) return true
  if (pattern.startsWith('*/')) return subresource !== undefined && pattern.slice(2) === subresource
  return pattern.endsWith('/*') && pattern.slice(0, -2) === resource
}

/**
 * Where no policy is given: who did what, and what came of it, of everything but probes and discovery, which every
 * kubectl and the aggregator repeat all day. Who asks for discovery without a valid credential is written down.
 */
export const defaultAuditPolicy: AuditPolicy = {
  omitStages: ['RequestReceived'],
  omitManagedFields: false,
  rules: [
    { level: 'None', nonResourceURLs: ['/healthz*', '/livez*', '/readyz*'] },
    {
      level: 'None',
      userGroups: [authenticatedGroup],
      verbs: ['get', 'head'],
      nonResourceURLs: ['/', '/version', '/api', '/api/*', '/apis', '/apis/*', '/openapi/*'],
    },
    { level: 'Metadata' },
  ],
}
