import { edgeDeviceInfo } from '../../api/kinds/edge-device/schema.ts'
import type { EdgeDevice } from '../../api/kinds/edge-device/schema.ts'
import { ApiError } from '../../api/meta/errors.ts'
import type { StatusDetails } from '../../api/meta/errors.ts'
import type { MuxError } from '../../../proto/mux/errors.ts'
import { notFound } from '../../registry/status-errors.ts'
import type { DeviceRef } from '../../streaming/session/device-dialer.ts'
import { statusReasons } from '../../streaming/session/exit-status.ts'

/*
 * Why a stream to a device was not opened. Each message tells the user who can change that: the author of the EdgeDevice, the
 * administrator of the device, or nobody but time.
 */

export function deviceGone({ name }: DeviceRef): ApiError {
  return notFound({ info: edgeDeviceInfo, name })
}

export function accessDenied(device: DeviceRef, what: string): ApiError {
  const message = `${title(device)} is forbidden: the EdgeDevice does not allow it (spec.access.${what} is false)`
  return new ApiError('Forbidden', message, detailsOf(device))
}

/** `stored` tells since when, and why. */
export function notConnected(device: DeviceRef, stored: EdgeDevice): ApiError {
  const ready = stored.status.conditions?.find(({ type }) => type === 'Ready')
  const since = ready?.status === 'False' ? ` since ${ready.lastTransitionTime} (${ready.reason})` : ''
  const never = stored.status.phase === 'Pending' ? ': it has never been' : since
  return new ApiError('ServiceUnavailable', `the device ${title(device)} is not connected${never}`, detailsOf(device))
}

/** `has`: how many of what, such as `64 sessions`. */
export function deviceIsFull(device: DeviceRef, has: string): ApiError {
  return tooMany(device, `the device has ${has} already`)
}

export function shareIsFull(
  device: DeviceRef,
  { user, has }: { readonly user: string; readonly has: string },
): ApiError {
  return tooMany(device, `user ${JSON.stringify(user)} has ${has}, which is the limit for one user`)
}

function tooMany(device: DeviceRef, message: string): ApiError {
  const details = { ...detailsOf(device), retryAfterSeconds: 1 }
  return new ApiError('TooManyRequests', `${title(device)}: ${message}`, details)
}

export function openTimedOut(device: DeviceRef, timeoutMs: number): ApiError {
  return new ApiError(
    'Timeout',
    `the device ${title(device)} did not answer within ${timeoutMs / 1000} s`,
    detailsOf(device),
  )
}

export function clientGone(device: DeviceRef): ApiError {
  return new ApiError(
    'Timeout',
    `the client of a stream to ${title(device)} left before the device answered`,
    detailsOf(device),
  )
}

/** The agent refused, in its own words. */
export function refusedByDevice(device: DeviceRef, error: MuxError): ApiError {
  // While a channel is opened, only the agent can have cancelled it.
  const reason = error.code === 'cancelled' ? 'Timeout' : statusReasons[error.code]
  return new ApiError(reason, explain(device, error), refusalDetails(device, error), { cause: error })
}

function explain(device: DeviceRef, { code, message }: MuxError): string {
  const where = `the device ${title(device)}`
  switch (code) {
    case 'forbidden':
      // The agent names its rule: its configuration, or the VirtualPod's profile.
      return `${title(device)} is forbidden: the agent on the device refuses it: ${message}`
    case 'not-found':
      return `${message} (on ${where})`
    case 'invalid':
    case 'unsupported':
      return `${where} cannot do this: ${message}`
    case 'too-many':
      return `${where} refused: ${message}`
    case 'timeout':
    case 'cancelled':
      return `${where} did not answer in time: ${message}`
    case 'unavailable':
      return `${where} is not reachable: ${message}`
    default:
      return `${where} failed: ${message}`
  }
}

/** What was not found is on the device, and no object of the API. */
function refusalDetails(device: DeviceRef, { code }: MuxError): StatusDetails | undefined {
  if (code === 'not-found') return undefined
  return { ...detailsOf(device), ...(code === 'too-many' && { retryAfterSeconds: 1 }) }
}

function title({ namespace, name }: DeviceRef): string {
  return `edgedevices.${edgeDeviceInfo.group} "${name}" in namespace "${namespace}"`
}

function detailsOf({ name }: DeviceRef): StatusDetails {
  return { name, group: edgeDeviceInfo.group, kind: edgeDeviceInfo.resource }
}
