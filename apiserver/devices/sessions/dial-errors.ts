import { edgeDeviceInfo } from '../../api/kinds/edge-device/schema.ts'
import type { EdgeDevice } from '../../api/kinds/edge-device/schema.ts'
import { ApiError } from '../../api/meta/errors.ts'
import type { StatusDetails } from '../../api/meta/errors.ts'
import type { MuxError } from '../../../proto/mux/errors.ts'
import type { DeviceRef } from '../../streaming/session/device-dialer.ts'

/*
 * Why a stream to a device was not opened, in words that tell its user whom to ask: whoever wrote the EdgeDevice,
 * whoever set up the device, or nobody.
 */

export function deviceGone(device: DeviceRef): ApiError {
  return new ApiError('NotFound', `${title(device)} not found`, detailsOf(device))
}

export function accessDenied(device: DeviceRef, what: string): ApiError {
  const message = `${title(device)} is forbidden: the EdgeDevice does not allow it (spec.access.${what} is false)`
  return new ApiError('Forbidden', message, detailsOf(device))
}

/** `stored` tells since when. */
export function notConnected(device: DeviceRef, stored: EdgeDevice): ApiError {
  const ready = stored.status.conditions?.find(({ type }) => type === 'Ready')
  const since = ready?.status === 'False' ? ` since ${ready.lastTransitionTime} (${ready.reason})` : ''
  const never = stored.status.phase === 'Pending' ? ': it has never been' : since
  return new ApiError('ServiceUnavailable', `the device ${title(device)} is not connected${never}`, detailsOf(device))
}

/** `has`: how many of what. */
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
  return new ApiError('Timeout', `the client of a stream to ${title(device)} is gone`, detailsOf(device))
}

/** What the agent answered, keeping its words. */
export function refusedByDevice(device: DeviceRef, error: MuxError): ApiError {
  const where = `the device ${title(device)}`
  const details = detailsOf(device)
  const options = { cause: error }
  switch (error.code) {
    case 'forbidden': {
      // The agent says which of its two rules it is: its configuration, or the VirtualPod's profile.
      const message = `${title(device)} is forbidden: the agent on the device refuses it: ${error.message}`
      return new ApiError('Forbidden', message, details, options)
    }
    case 'not-found':
      return new ApiError('NotFound', `${error.message} (on ${where})`, undefined, options)
    case 'invalid':
    case 'unsupported':
      return new ApiError('BadRequest', `${where} cannot do this: ${error.message}`, details, options)
    case 'too-many':
      return new ApiError(
        'TooManyRequests',
        `${where} refused: ${error.message}`,
        { ...details, retryAfterSeconds: 1 },
        options,
      )
    case 'timeout':
    case 'cancelled':
      return new ApiError('Timeout', `${where} did not answer in time: ${error.message}`, details, options)
    case 'unavailable':
      return new ApiError('ServiceUnavailable', `${where} is not reachable: ${error.message}`, details, options)
    default:
      return new ApiError('InternalError', `${where} failed: ${error.message}`, details, options)
  }
}

function title({ namespace, name }: DeviceRef): string {
  return `edgedevices.${edgeDeviceInfo.group} "${name}" in namespace "${namespace}"`
}

function detailsOf({ name }: DeviceRef): StatusDetails {
  return { name, group: edgeDeviceInfo.group, kind: edgeDeviceInfo.resource }
}
