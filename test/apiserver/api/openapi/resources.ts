import { edgeDeviceKind, namespaceKind, nodeKind, podKind, virtualPodKind } from '../../../../apiserver/api/kinds.ts'
import type { OpenApiResource, OpenApiSubresource } from '../../../../apiserver/api/openapi/resource.ts'

const all = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']
const patchTypes = ['application/json-patch+json', 'application/merge-patch+json']
const strategic = 'application/strategic-merge-patch+json'
const readOnly = ['get', 'list', 'watch']
const exec: OpenApiSubresource = { name: 'exec', kind: 'PodExecOptions', verbs: ['create', 'get'], stream: true }
const token: OpenApiSubresource = { name: 'token', kind: 'JoinToken', verbs: ['create'], stream: false }
const status = (kind: string): OpenApiSubresource => ({
  name: 'status',
  kind,
  verbs: ['get', 'patch', 'update'],
  stream: false,
})

/** What a server serves under `/apis/aranya.arhat.dev/v1alpha1`. */
export const groupResources: readonly OpenApiResource[] = [
  { info: edgeDeviceKind.info, verbs: all, subresources: [status('EdgeDevice'), token, exec], patchTypes },
  { info: virtualPodKind.info, verbs: all, subresources: [status('VirtualPod'), exec], patchTypes },
]

/** What a server serves under `/api/v1`. */
export const coreResources: readonly OpenApiResource[] = [
  { info: namespaceKind.info, verbs: all, subresources: [status('Namespace')], patchTypes: [...patchTypes, strategic] },
  { info: podKind.info, verbs: readOnly, subresources: [exec], patchTypes: [] },
  { info: nodeKind.info, verbs: readOnly, subresources: [], patchTypes: [] },
]

export const serverVersion = 'v1.34.0'
