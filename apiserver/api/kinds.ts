import { nodeInfo, nodeSchema } from './kinds/node/schema.ts'
import { nodeTable } from './kinds/node/table.ts'
import { podInfo, podSchema } from './kinds/pod/schema.ts'
import { podTable } from './kinds/pod/table.ts'
import { defineKind } from './kind/define-kind.ts'
import { edgeDeviceInfo, edgeDeviceSchema } from './kinds/edge-device/schema.ts'
import { edgeDeviceTable } from './kinds/edge-device/table.ts'
import { namespaceInfo, namespaceSchema } from './kinds/namespace/schema.ts'
import { namespaceTable } from './kinds/namespace/table.ts'
import { checkLabel, checkSubdomain } from './meta/names.ts'
import { structural } from './schema/schema.ts'
import { virtualClusterInfo, virtualClusterSchema } from './kinds/virtual-cluster/schema.ts'
import { virtualClusterTable } from './kinds/virtual-cluster/table.ts'
import { virtualPodInfo, virtualPodSchema } from './kinds/virtual-pod/schema.ts'
import { virtualPodTable } from './kinds/virtual-pod/table.ts'
import { validateVirtualPod, validateVirtualPodUpdate } from './kinds/virtual-pod/validation.ts'
import type { KindDefinition, ViewDefinition } from './kind/define-kind.ts'

export const edgeDeviceKind: KindDefinition = defineKind({
  info: edgeDeviceInfo,
  schema: structural(edgeDeviceSchema),
  table: edgeDeviceTable,
  nameRule: checkSubdomain,
})

export const virtualPodKind: KindDefinition = defineKind({
  info: virtualPodInfo,
  schema: structural(virtualPodSchema),
  table: virtualPodTable,
  nameRule: checkSubdomain,
  validate: validateVirtualPod,
  validateUpdate: validateVirtualPodUpdate,
})

export const namespaceKind: KindDefinition = defineKind({
  info: namespaceInfo,
  schema: structural(namespaceSchema),
  table: namespaceTable,
  nameRule: checkLabel,
})

export const virtualClusterKind: ViewDefinition = {
  info: virtualClusterInfo,
  schema: structural(virtualClusterSchema),
  table: virtualClusterTable,
}

export const podKind: ViewDefinition = { info: podInfo, schema: structural(podSchema), table: podTable }
export const nodeKind: ViewDefinition = { info: nodeInfo, schema: structural(nodeSchema), table: nodeTable }

export type { KindDefinition, ViewDefinition } from './kind/define-kind.ts'
