import { list, nested, text, textMap, texts } from './fields.ts'
import type { Message } from './fields.ts'

// Field numbers: generated.proto of k8s.io/api/rbac/v1, and of apimachinery's meta/v1 for selectors.

const rule: Message = {
  1: texts('verbs'),
  2: texts('apiGroups'),
  3: texts('resources'),
  4: texts('resourceNames'),
  5: texts('nonResourceURLs'),
}

const labelRequirement: Message = { 1: text('key'), 2: text('operator'), 3: texts('values') }

const labelSelector: Message = { 1: textMap('matchLabels'), 2: list('matchExpressions', labelRequirement) }

const subject: Message = { 1: text('kind'), 2: text('apiGroup'), 3: text('name'), 4: text('namespace') }

const roleRef: Message = { 1: text('apiGroup'), 2: text('kind'), 3: text('name') }

/** Roles and bindings: kubectl 1.32 and 1.33 create them so. */
export function toRbacMessages(objectMeta: Message): Readonly<Record<string, Message>> {
  const role: Message = { 1: nested('metadata', objectMeta), 2: list('rules', rule) }
  const binding: Message = {
    1: nested('metadata', objectMeta),
    2: list('subjects', subject),
    3: nested('roleRef', roleRef),
  }
  const aggregationRule = nested('aggregationRule', { 1: list('clusterRoleSelectors', labelSelector) })
  return { Role: role, ClusterRole: { ...role, 3: aggregationRule }, RoleBinding: binding, ClusterRoleBinding: binding }
}
