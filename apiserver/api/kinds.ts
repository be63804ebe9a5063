import { nodeInfo, nodeSchema } from './core/node.ts'
import { nodeTable } from './core/node-table.ts'
import { podInfo, podSchema } from './core/pod.ts'
import { podTable } from './core/pod-table.ts'
import { defineKind } from './define-kind.ts'
import { edgeDeviceInfo, edgeDeviceSchema } from './edge-device.ts'
import { edgeDeviceTable } from './edge-device-table.ts'
import { namespaceInfo, namespaceSchema } from './namespace.ts'
import { namespaceTable } from './namespace-table.ts'
import { checkLabel, checkSubdomain } from './meta/names.ts'
import { structural } from './schema/schema.ts'
import { virtualClusterInfo, virtualClusterSchema } from './virtual-cluster.ts'
import { virtualClusterTable } from './virtual-cluster-table.ts'
import { virtualPodInfo, virtualPodSchema } from './virtual-pod.ts'
import { virtualPodTable } from './virtual-pod-table.ts'
import { validateVirtualPod, validateVirtualPodUpdate } from './virtual-pod-validation.ts'
import type { KindDefinition, ViewDefinition } from './kind-definition.ts'

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

export type { KindDefinition, ViewDefinition } from './kind-definition.ts'
