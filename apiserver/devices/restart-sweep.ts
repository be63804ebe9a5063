import type { DeviceRef } from '../streaming/session/device-dialer.ts'
import { toEdgeDevice, toRef } from './lookup.ts'
import type { DeviceReader } from './lookup.ts'

/**
 * The devices that the store says are Online. At the start of the server none is: what a killed server left behind must
 * not be told to anyone.
 */
export function findLeftOnline(devices: DeviceReader): readonly DeviceRef[] {
  return devices
    .peekAll()
    .items.filter((stored) => toEdgeDevice(stored).status.phase === 'Online')
    .map(toRef)
}
