import type { MuxSettings } from '../../proto/mux/session.ts'
import type { DeviceRef } from '../streaming/device-dialer.ts'
import { settingsOf } from './directory.ts'
import type { Directory } from './directory.ts'
import { toEdgeDevice, toRef } from './lookup.ts'
import type { DeviceReader } from './lookup.ts'

const missedHeartbeats = 2

export interface RestartSweepOptions {
  readonly devices: DeviceReader
  readonly directory: Pick<Directory, 'get'>
  readonly onMissing: (device: DeviceRef) => void
}

/**
 * Finds devices that the store says are Online, but that do not connect within two of their heartbeats after a start of the
 * server. Returns what stops it.
 */
export function startRestartSweep({ devices, directory, onMissing }: RestartSweepOptions): () => void {
  const timers = [...groupByHeartbeat(devices)].map(([heartbeatMs, refs]) => {
    const check = () => refs.filter(({ uid }) => !directory.get(uid)).forEach(onMissing)
    return setTimeout(check, missedHeartbeats * heartbeatMs).unref()
  })
  return () => timers.forEach((timer) => clearTimeout(timer))
}

function groupByHeartbeat(devices: DeviceReader): Map<MuxSettings['heartbeatMs'], DeviceRef[]> {
  const groups = new Map<number, DeviceRef[]>()
  for (const stored of devices.peekAll().items) {
    const device = toEdgeDevice(stored)
    if (device.status.phase !== 'Online') continue
    const { heartbeatMs } = settingsOf(device)
    const group = groups.get(heartbeatMs) ?? []
    group.push(toRef(stored))
    groups.set(heartbeatMs, group)
  }
  return groups
}
