import type { Logger } from 'pino'
import { defaultStreamLimits } from './session/limits.ts'
import type { StreamClock, StreamLimits } from './session/limits.ts'
import { systemClock } from '../../proto/mux/clock.ts'
import type { ResourceInfo } from '../api/meta/resource-info.ts'
import type { Connector } from './session/connector.ts'
import type { DeviceDialer, LogResolver, TargetResolver } from './session/device-dialer.ts'
import { createLogConnector } from './log/log.ts'
import type { StreamMetrics } from './session/metrics.ts'
import { noMetrics } from './session/metrics.ts'
import { createPortForwardConnector } from './portforward/port-forward.ts'
import { createAttachConnector, createExecConnector, createHostShellConnector } from './remotecommand/exec.ts'
import type { StreamContext } from './session/stream-context.ts'
import { LookAheadBudget } from './dialects/spdy/look-ahead.ts'
import { UserSessions } from './session/stream-context.ts'

export interface ConnectorOptions {
  readonly dialer: DeviceDialer
  readonly virtualPods: TargetResolver
  readonly edgeDevices: TargetResolver
  readonly virtualPodLogs: LogResolver
  /** The resources that get streaming subresources; `pods` are the virtual core API's view of `virtualPods`. */
  readonly infos: {
    readonly virtualPods: ResourceInfo
    readonly edgeDevices: ResourceInfo
    readonly pods: ResourceInfo
  }
  readonly log: Logger
  readonly limits?: Partial<StreamLimits>
  readonly clock?: StreamClock
  readonly metrics?: StreamMetrics
}

/** All streaming subresources of all resources. */
export function createConnectors(options: ConnectorOptions): readonly Connector[] {
  const context = toContext(options)
  const { infos, virtualPods, edgeDevices } = options
  const devices = { info: infos.edgeDevices, resolver: edgeDevices }
  const pods = [infos.virtualPods, infos.pods].map((info) => ({ info, resolver: virtualPods }))
  const logs = [infos.virtualPods, infos.pods].map((info) => ({ info, resolver: options.virtualPodLogs }))
  return [
    ...[...pods, devices].map((resource) => createExecConnector(resource, context)),
    ...pods.map((resource) => createAttachConnector(resource, context)),
    createHostShellConnector(devices, context),
    ...logs.map((resource) => createLogConnector(resource, context)),
    ...[...pods, devices].map((resource) => createPortForwardConnector(resource, context)),
  ]
}

function toContext(options: ConnectorOptions): StreamContext {
  const { dialer, log, clock = systemClock, metrics = noMetrics } = options
  const limits = { ...defaultStreamLimits, ...options.limits }
  const sessions = new UserSessions({ max: limits.maxSessionsPerUser })
  return { dialer, log, limits, clock, metrics, sessions, lookAhead: new LookAheadBudget() }
}
