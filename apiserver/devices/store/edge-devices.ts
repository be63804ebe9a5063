import type { EdgeDevice } from '../../api/kinds/edge-device/schema.ts'
import type { StoredObject } from '../../api/meta/object.ts'
import type { ResourceStore } from '../../registry/resource-store.ts'
import type { DeviceRef } from '../../streaming/session/device-dialer.ts'

/** What this folder reads of the stored EdgeDevices, without waiting. */
export type DeviceReader = Pick<ResourceStore, 'peek' | 'peekAll'>

/** The store keeps EdgeDevices as their schema wants them, defaults applied. */
export function toEdgeDevice(stored: StoredObject): EdgeDevice {
  return stored.object as unknown as EdgeDevice
}

export function toRef(stored: StoredObject): DeviceRef {
  const { namespace = '', name, uid = '' } = stored.object.metadata
  return { namespace, name, uid }
}

/** The device that `ref` names: undefined once it is deleted, being deleted, or made anew under its name. */
export function findDevice(devices: DeviceReader, ref: DeviceRef): EdgeDevice | undefined {
  const stored = devices.peek({ namespace: ref.namespace, name: ref.name })
  if (!stored || stored.object.metadata.uid !== ref.uid) return undefined
  return stored.object.metadata.deletionTimestamp === undefined ? toEdgeDevice(stored) : undefined
}

/** `namespace/name`, for people. */
export function describeDevice({ namespace, name }: Pick<DeviceRef, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`
}
