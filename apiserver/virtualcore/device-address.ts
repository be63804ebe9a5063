import { isIP } from 'node:net'
import type { EdgeDevice } from '../api/kinds/edge-device/schema.ts'

/** The IP address from which the device is connected, without its port; undefined where there is none. */
export function deviceAddress(device: Readonly<EdgeDevice> | undefined): string | undefined {
  const remote = device?.status?.connection?.remoteAddress
  if (remote === undefined) return undefined
  const host = /^\[(.*)\](?::\d+)?$/.exec(remote)?.[1] ?? (isIP(remote) ? remote : remote.replace(/:\d+$/, ''))
  return isIP(host) ? host : undefined
}
