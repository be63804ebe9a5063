import type { SessionResult } from '../../../proto/sessions/session-request.ts'
import { fromRefusal } from '../../../proto/sessions/session-request.ts'
import type { MuxCode, MuxError } from '../../../proto/mux/errors.ts'
import type { StatusDetails, StatusReason } from '../../api/meta/errors.ts'
import { ApiError, toStatus } from '../../api/meta/errors.ts'

/**
 * What a client is told on the error stream when its session is over: a meta/v1 Status. NonZeroExitCode is
 * of k8s.io/apimachinery/pkg/util/remotecommand and no reason of HTTP answers.
 */
export interface ExitStatus {
  readonly kind: 'Status'
  readonly apiVersion: 'v1'
  readonly metadata: Record<string, unknown>
  readonly status: 'Success' | 'Failure'
  readonly message?: string
  readonly reason?: StatusReason | 'NonZeroExitCode'
  readonly details?: StatusDetails
  readonly code?: number
}

const maxExitCode = 255
/** As SIGKILL. Agents tell no others: Node.js has no names for real-time signals. */
const signalName = /^SIG[A-Z0-9]{1,12}$/

/** The status for what the agent said of the process. */
export function toExitStatus(result: SessionResult): ExitStatus {
  if (result.failure) return toFailureStatus(fromRefusal(result.failure))
  const exitCode = Math.min(result.exitCode ?? 0, maxExitCode)
  const signal = result.signal ?? ''
  return exitCode === 0 ? success : nonZeroExit(exitCode, signalName.test(signal) ? signal : '')
}

/** The status for a session that ended by anything but the exit of its process. Never a Success. */
export function toFailureStatus(error: MuxError): ExitStatus {
  return toStatus(new ApiError(statusReasons[error.code], error.message, undefined, { cause: error })) as ExitStatus
}

/** The reason of an API error for an error that came from a device, or on the way to it. */
export const statusReasons: Readonly<Record<MuxCode, StatusReason>> = {
  forbidden: 'Forbidden',
  'not-found': 'NotFound',
  invalid: 'BadRequest',
  unsupported: 'BadRequest',
  'too-many': 'TooManyRequests',
  unavailable: 'ServiceUnavailable',
  timeout: 'Timeout',
  cancelled: 'InternalError',
  internal: 'InternalError',
}

const success: ExitStatus = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' }

function nonZeroExit(exitCode: number, signal: string): ExitStatus {
  const how = signal === '' ? `with exit code ${exitCode}` : `by signal ${signal}, exit code ${exitCode}`
  return {
    ...success,
    status: 'Failure',
    message: `command terminated ${how}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
  }
}
