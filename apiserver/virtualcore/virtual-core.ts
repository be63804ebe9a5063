import type { Pod } from '../api/core/pod.ts'
import type { EdgeDevice } from '../api/edge-device.ts'
import { nodeKind, podKind } from '../api/kinds.ts'
import type { KubeObject } from '../api/object.ts'
import type { FieldReader } from '../api/selectors.ts'
import type { VirtualPod } from '../api/virtual-pod.ts'
import type { ResourceAttributes } from '../auth/types.ts'
import type { Registry } from '../registry/registry.ts'
import type { RestStorage } from '../registry/rest-storage.ts'
import { mapAttributes } from './map-attributes.ts'
import { parseNodeName } from './node-name.ts'
import { toNode } from './node-projection.ts'
import { toPod } from './pod-projection.ts'
import { Projection } from './projection.ts'

export interface VirtualCore {
  /** core/v1 pods and nodes: get, list, watch. */
  readonly storages: readonly RestStorage[]
  /** What a request for core/v1 pods or nodes really is; others come back unchanged. */
  mapAttributes(attributes: ResourceAttributes): ResourceAttributes
}

/** The virtual core API at the server's root: pods are VirtualPods, nodes are EdgeDevices called NAME.NAMESPACE. */
export function createVirtualCore({ registry }: { readonly registry: Registry }): VirtualCore {
  const { edgeDevices, virtualPods } = registry
  const project = (object: Readonly<KubeObject>): KubeObject => {
    const { metadata, spec } = object as VirtualPod
    const device = edgeDevices.peek({ namespace: metadata.namespace ?? '', name: spec.deviceName })
    return toPod(object, device?.object as EdgeDevice | undefined)
  }
  const pods = new Projection({
    view: podKind,
    source: virtualPods,
    project,
    toSourceKey: (key) => key,
    selectorFields: podFields,
  })
  const nodes = new Projection({
    view: nodeKind,
    source: edgeDevices,
    project: toNode,
    toSourceKey: ({ name }) => parseNodeName(name),
    selectorFields: { 'spec.unschedulable': () => 'false' },
  })
  return { storages: [pods, nodes], mapAttributes }
}

/** What kubectl selects pods by, for example to describe a node. */
const podFields: Readonly<Record<string, FieldReader>> = {
  'spec.nodeName': (object) => (object as Pod).spec?.nodeName ?? '',
  'spec.restartPolicy': (object) => (object as Pod).spec?.restartPolicy ?? '',
  'status.phase': (object) => (object as Pod).status?.phase ?? '',
  'status.podIP': (object) => (object as Pod).status?.podIP ?? '',
}
