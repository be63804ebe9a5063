import { edgeDeviceInfo } from '../api/kinds/edge-device/schema.ts'
import type { ResourceInfo } from '../api/meta/resource-info.ts'
import type { ResourceRule } from '../api/kinds/review/rules-review.ts'
import { virtualPodInfo } from '../api/kinds/virtual-pod/schema.ts'

/** What the virtual core API shows of a resource, and what it calls it there. */
interface Shown {
  readonly info: ResourceInfo
  readonly as: string
  readonly subresources: readonly string[]
}

const pods: Shown = { info: virtualPodInfo, as: 'pods', subresources: ['exec', 'attach', 'log', 'portforward'] }
const nodes: Shown = { info: edgeDeviceInfo, as: 'nodes', subresources: [] }

/** One thing that may be asked of the virtual core API, all verbs of it. */
export interface VirtualCoreResource {
  readonly resource: string
  readonly subresource?: string
  readonly verbs: readonly string[]
}

/** All that the virtual core API can be asked for. */
export const virtualCoreResources: readonly VirtualCoreResource[] = [
  { resource: 'pods', verbs: ['get', 'list', 'watch'] },
  { resource: 'pods', subresource: 'attach', verbs: ['create', 'get'] },
  { resource: 'pods', subresource: 'exec', verbs: ['create', 'get'] },
  { resource: 'pods', subresource: 'log', verbs: ['get'] },
  { resource: 'pods', subresource: 'portforward', verbs: ['create', 'get'] },
  { resource: 'nodes', verbs: ['get', 'list', 'watch'] },
]

export interface VirtualCoreRulesInput {
  /** The rules in the namespace that is asked about, and those that hold everywhere. */
  readonly here: readonly ResourceRule[]
  /** Those that hold everywhere. */
  readonly everywhere: readonly ResourceRule[]
}

/**
 * Rules for virtual pods and devices, followed by what they mean for pods and nodes: those are authorized as what they really
 * are, so that a rule for pods themselves means nothing, and is not told. Nodes are in no namespace.
 */
export function toVirtualCoreRules({ here, everywhere }: VirtualCoreRulesInput): ResourceRule[] {
  return [
    ...here.flatMap(withoutShown),
    ...here.flatMap((rule) => show(rule, pods)),
    // The name of a node is not the one of its device.
    ...everywhere.filter(({ resourceNames }) => resourceNames === undefined).flatMap((rule) => show(rule, nodes)),
  ]
}

function withoutShown(rule: ResourceRule): ResourceRule[] {
  const { resources = [], apiGroups = [] } = rule
  if (!apiGroups.includes('') || apiGroups.length > 1) return [rule]
  const real = resources.filter((resource) => ![pods.as, nodes.as].includes(resource.split('/', 1)[0] ?? ''))
  return real.length === 0 ? [] : [{ ...rule, resources: real }]
}

function show(rule: ResourceRule, { info, as, subresources }: Shown): ResourceRule[] {
  const { apiGroups = [], resources = [] } = rule
  const anyGroup = apiGroups.includes('*')
  if (!anyGroup && !apiGroups.includes(info.group)) return []
  // It says it already.
  if (anyGroup && resources.includes('*')) return []
  const all = [info.resource, ...subresources.map((subresource) => `${info.resource}/${subresource}`)]
  const shown = all.filter((resource) => resources.some((one) => matches(one, resource)))
  if (shown.length === 0) return []
  return [{ ...rule, apiGroups: [''], resources: shown.map((resource) => as + resource.slice(info.resource.length)) }]
}

/** As RBAC matches resources: all of them, one, or one subresource of all. */
function matches(rule: string, resource: string): boolean {
  if (rule === '*' || rule === resource) return true
  const slash = resource.indexOf('/')
  return slash >= 0 && rule === `*${resource.slice(slash)}`
}
