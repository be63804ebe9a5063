import { edgeDeviceInfo } from '../api/kinds/edge-device/schema.ts'
import type { EdgeDevice } from '../api/kinds/edge-device/schema.ts'
import type { KubeObject, ObjectMeta, OwnerReference } from '../api/meta/object.ts'
import type { VirtualPod } from '../api/kinds/virtual-pod/schema.ts'
import type { ConditionState } from '../api/meta/conditions.ts'
import { apiVersionOf } from '../api/meta/resource-info.ts'

/** How a VirtualPod names the device that it leads to, and is deleted with. */
export function deviceOwner(device: Readonly<ObjectMeta>): OwnerReference {
  return {
    apiVersion: apiVersionOf(edgeDeviceInfo),
    kind: edgeDeviceInfo.kind,
    name: device.name,
    uid: device.uid ?? '',
    blockOwnerDeletion: true,
  }
}

export function isDeviceReference({ apiVersion, kind }: OwnerReference): boolean {
  return kind === edgeDeviceInfo.kind && apiVersion.split('/')[0] === edgeDeviceInfo.group
}

/**
 * Whether a VirtualPod was there for another device of that name than the one with `uid`. Anybody who may write it may
 * change its owner references, so that what the server recorded counts before them.
 */
export function belongsToAnother(pod: Readonly<KubeObject>, { name, uid }: { name: string; uid?: string }): boolean {
  const known = deviceUidOf(pod)
  if (known !== undefined) return known !== uid
  const owners = (pod.metadata.ownerReferences ?? []).filter((one) => isDeviceReference(one) && one.name === name)
  return owners.length > 0 && owners.every((owner) => owner.uid !== uid)
}

/** The uid of the device that a stored VirtualPod leads to; undefined where there never was one. */
export function deviceUidOf(pod: Readonly<KubeObject>): string | undefined {
  return (pod['status'] as Partial<VirtualPod['status']> | undefined)?.deviceUID
}

/** A VirtualPod is as ready as its device. */
export function readyCondition(device: Readonly<EdgeDevice> | undefined): ConditionState {
  const phase = device?.status.phase
  if (phase === 'Online') {
    return { type: 'Ready', status: 'True', reason: 'DeviceOnline', message: 'the device is connected' }
  }
  const unready = { type: 'Ready', status: 'False' } as const
  if (phase === undefined) return { ...unready, reason: 'DeviceNotFound', message: 'there is no such device' }
  if (phase === 'Offline') return { ...unready, reason: 'DeviceOffline', message: 'the device is not connected' }
  return { ...unready, reason: 'DevicePending', message: 'the device never connected' }
}
