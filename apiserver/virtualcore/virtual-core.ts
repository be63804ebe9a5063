import type { Pod } from '../api/kinds/pod/schema.ts'
import type { EdgeDevice } from '../api/kinds/edge-device/schema.ts'
import { nodeKind, podKind } from '../api/kinds.ts'
import type { KubeObject } from '../api/meta/object.ts'
import type { FieldReader } from '../api/selectors/selectors.ts'
import type { VirtualPod } from '../api/kinds/virtual-pod/schema.ts'
import type { Registry } from '../registry/registry.ts'
import type { RestStorage } from '../registry/rest-storage.ts'
import { plainNodeNames, qualifiedNodeNames } from './node-name.ts'
import { toNode } from './node-projection.ts'
import { toPod } from './pod-projection.ts'
import { Projection } from './projection.ts'

export interface VirtualCoreOptions {
  readonly registry: Pick<Registry, 'edgeDevices' | 'virtualPods'>
  /**
   * `root`: of all namespaces, where a device is a node called NAME.NAMESPACE. `namespace`: of the one that the keys and
   * queries have, for nodes too, where a device is called NAME.
   */
  readonly scope: 'root' | 'namespace'
}

/** The virtual core API: core/v1 pods are VirtualPods, nodes are EdgeDevices. To get, list and watch. */
export function createVirtualCore({ registry, scope }: VirtualCoreOptions): readonly RestStorage[] {
  const { edgeDevices, virtualPods } = registry
  const names = scope === 'root' ? qualifiedNodeNames : plainNodeNames
  const project = (object: Readonly<KubeObject>): KubeObject => {
    const { metadata, spec } = object as VirtualPod
    const device = edgeDevices.peek({ namespace: metadata.namespace ?? '', name: spec.deviceName })
    return toPod(object, { device: device?.object as EdgeDevice | undefined, toName: names.toName })
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
    project: (device) => toNode(device, names),
    toSourceKey: (key) => names.toDevice(key),
    selectorFields: { 'spec.unschedulable': () => 'false' },
  })
  return [pods, nodes]
}

/** What kubectl selects pods by, for example to describe a node. */
const podFields: Readonly<Record<string, FieldReader>> = {
  'spec.nodeName': (object) => (object as Pod).spec?.nodeName ?? '',
  'spec.restartPolicy': (object) => (object as Pod).spec?.restartPolicy ?? '',
  'status.phase': (object) => (object as Pod).status?.phase ?? '',
  'status.podIP': (object) => (object as Pod).status?.podIP ?? '',
}
