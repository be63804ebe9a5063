import type { EdgeDevice } from '../../api/kinds/edge-device/schema.ts'
import type { StoredObject } from '../../api/meta/object.ts'
import type { ResourceStore } from '../../registry/resource-store.ts'
import type { DeviceRef } from '../../streaming/session/device-dialer.ts'

/** Synchronous reads of stored objects. */
export type DeviceReader = Pick<ResourceStore, 'peek' | 'peekAll'>

/** Stored EdgeDevices are valid and have their defaults. */
export function toEdgeDevice(stored: StoredObject): EdgeDevice {
  return stored.object as unknown as EdgeDevice
}

export function toRef(stored: StoredObject): DeviceRef {
  const { namespace = '', name, uid = '' } = stored.object.metadata
  return { namespace, name, uid }
}

/** The EdgeDevice behind `ref`; undefined when it is deleted, being deleted, or another one of the same name. */
export function findDevice(devices: DeviceReader, ref: DeviceRef): EdgeDevice | undefined {
  const stored = devices.peek({ namespace: ref.namespace, name: ref.name })
  if (!stored || stored.object.metadata.uid !== ref.uid) return undefined
  return stored.object.metadata.deletionTimestamp === undefined ? toEdgeDevice(stored) : undefined
}

/** `namespace/name`, for messages. */
export function describeDevice({ namespace, name }: Pick<DeviceRef, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`
}
