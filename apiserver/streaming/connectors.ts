import type { Logger } from 'pino'
import type { MuxClock } from '../../proto/mux/clock.ts'
import { systemClock } from '../../proto/mux/clock.ts'
import type { ResourceInfo } from '../api/resource-info.ts'
import type { Connector, TargetResolver } from './connector.ts'
import type { DeviceDialer } from './device-dialer.ts'
import type { StreamLimits } from './limits.ts'
import { defaultStreamLimits } from './limits.ts'

/** Told of every session; an adapter to Prometheus satisfies it. */
export interface StreamMetrics {
  sessionStarted(subresource: string): void
  sessionEnded(session: {
    readonly subresource: string
    readonly outcome: string
    readonly receivedBytes: number
    readonly sentBytes: number
  }): void
}

export interface ConnectorOptions {
  readonly dialer: DeviceDialer
  readonly virtualPods: TargetResolver
  readonly edgeDevices: TargetResolver
  /** The resources that get streaming subresources; `pods` are the virtual core API's view of `virtualPods`. */
  readonly infos: {
    readonly virtualPods: ResourceInfo
    readonly edgeDevices: ResourceInfo
    readonly pods: ResourceInfo
  }
  readonly log: Logger
  readonly limits?: Partial<StreamLimits>
  readonly clock?: MuxClock
  readonly metrics?: StreamMetrics
}

/** All streaming subresources of all resources. */
export function createConnectors(options: ConnectorOptions): readonly Connector[] {
  void { ...defaultStreamLimits, ...options.limits, clock: options.clock ?? systemClock }
  return []
}
