import type { SessionEnd } from '../../../proto/mux/session.ts'
import type { EdgeDeviceStatus } from '../../api/kinds/edge-device/schema.ts'
import type { Condition } from '../../api/meta/object.ts'
import { setCondition, toTimestamp } from '../../api/meta/conditions.ts'
import type { ConditionState } from '../../api/meta/conditions.ts'
import type { DeviceFacts } from '../sessions/device-facts.ts'
import type { ConnectionMethod } from '../sessions/directory.ts'

/** A device is connected. */
interface OnlineReport {
  readonly kind: 'online'
  readonly facts: DeviceFacts
  readonly method: ConnectionMethod
  readonly remoteAddress: string
  /** Milliseconds since the epoch. */
  readonly sinceMs: number
  readonly server: string
  readonly rttMs: number | undefined
}

/** A device is not connected. */
interface OfflineReport {
  readonly kind: 'offline'
  /** A condition's reason, in CamelCase. */
  readonly reason: string
  readonly message: string
  /** Milliseconds since the epoch. */
  readonly sinceMs: number
}

/** What changed about a device. Absent fields stay as they are. */
export interface StatusReport {
  readonly presence?: OnlineReport | OfflineReport
  readonly certificate?: { readonly serialNumber: string; readonly notAfterMs: number }
  /** The condition's message while two agents share the device's identity; null when they no longer do. */
  readonly duplicate?: string | null
}

/** The status with `report` applied. Pure; `nowMs` is in milliseconds since the epoch. */
export function applyReport(status: EdgeDeviceStatus, report: StatusReport, nowMs: number): EdgeDeviceStatus {
  const { presence, certificate } = report
  const conditions = conditionsOf(status, report).reduce<readonly Condition[]>(
    // The time of the transition itself, even when it is stored later.
    (all, state) => setCondition(all, state, state.type === 'Ready' && presence ? presence.sinceMs : nowMs),
    (status.conditions ?? []) as readonly Condition[],
  )
  return {
    ...status,
    ...(presence && presenceFields(presence)),
    ...(certificate && {
      certificate: { serialNumber: certificate.serialNumber, notAfter: toTimestamp(certificate.notAfterMs) },
    }),
    conditions: [...conditions],
  }
}

function presenceFields(presence: OnlineReport | OfflineReport): Partial<EdgeDeviceStatus> {
  if (presence.kind === 'offline') return { phase: 'Offline' }
  const { facts, rttMs } = presence
  return {
    phase: 'Online',
    connection: {
      method: presence.method,
      remoteAddress: presence.remoteAddress,
      since: toTimestamp(presence.sinceMs),
      server: presence.server,
      ...(facts.instance !== '' && { instance: facts.instance }),
      ...(rttMs !== undefined && { rttMillis: Math.round(rttMs) }),
    },
    nodeInfo: facts.nodeInfo,
    capacity: facts.capacity,
    features: facts.features,
  }
}

function conditionsOf(status: EdgeDeviceStatus, { presence, certificate, duplicate }: StatusReport): ConditionState[] {
  const states: ConditionState[] = []
  if (certificate)
    states.push({
      type: 'Enrolled',
      status: 'True',
      reason: 'CertificateIssued',
      message: 'The device has a certificate.',
    })
  if (presence) states.push(readyCondition(presence))
  if (typeof duplicate === 'string')
    states.push({ type: 'Duplicate', status: 'True', reason: 'InstancesAlternate', message: duplicate })
  const wasDuplicate = status.conditions?.some(({ type, status }) => type === 'Duplicate' && status === 'True')
  if (duplicate === null && wasDuplicate)
    states.push({
      type: 'Duplicate',
      status: 'False',
      reason: 'OneInstance',
      message: 'A single agent uses the identity of the device.',
    })
  return states
}

function readyCondition(presence: OnlineReport | OfflineReport): ConditionState {
  if (presence.kind === 'online')
    return { type: 'Ready', status: 'True', reason: 'Connected', message: 'The device is connected.' }
  return { type: 'Ready', status: 'False', reason: presence.reason, message: presence.message }
}

type Why = Pick<OfflineReport, 'reason' | 'message'>

/** Reason and message of the condition Ready for the end of a connection. */
export function offlineReason({ by, goodbye }: SessionEnd): Why {
  switch (goodbye?.code) {
    case 'dead':
      return { reason: 'HeartbeatsMissed', message: 'The device did not answer two heartbeats.' }
    case 'revoked':
      return { reason: 'CertificateRevoked', message: 'The certificate of the device was revoked.' }
    case 'protocol-error':
      return { reason: 'ProtocolError', message: 'The device violated the protocol.' }
    case 'shutting-down':
      return by === 'us'
        ? { reason: 'ServerStopped', message: 'The server stopped; the device will connect to it again.' }
        : { reason: 'AgentStopped', message: 'The agent was stopped on the device.' }
    default:
      return { reason: 'ConnectionLost', message: 'The connection to the device was lost.' }
  }
}

/** For a device that was Online when the server was killed. */
export const serverRestarted: Why = {
  reason: 'ServerRestarted',
  message: 'The device has not connected since the server started.',
}
