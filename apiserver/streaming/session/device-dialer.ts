import type { aranya } from '../../../proto/gen/agent.js'
import type { Channel } from '../../../proto/mux/channel.ts'

/** Names the device that a stream goes to. `uid` keeps a re-created device of the same name apart. */
export interface DeviceRef {
  readonly namespace: string
  readonly name: string
  readonly uid: string
}

/** What is asked of a device: the wire's SessionRequest (who asks, the profile, and one target). */
export interface StreamTarget {
  readonly device: DeviceRef
  readonly request: aranya.agent.v1.SessionRequest.$Properties
}

/**
 * Opens channels to devices. Declared here by its consumer; `devices/` implements it.
 *
 * `open` resolves when the agent has admitted the request; nothing runs before a Start control
 * message. Rejects with an ApiError: 403 Forbidden when spec.access or the agent's configuration
 * forbids it (the message says which of the two), 404, 429, 503 when the device is not connected,
 * 504 when the agent does not answer in time.
 */
export interface DeviceDialer {
  open(target: StreamTarget, signal: AbortSignal): Promise<Channel>
}

/** What a name in a path leads to. */
export interface ResolvedTarget {
  readonly device: DeviceRef
  /** Absent for edgedevices: the agent's own user, no profile. */
  readonly profile?: aranya.agent.v1.Profile.$Properties
}

/** Finds the device and profile behind a name. `devices/` implements it. Rejects with ApiError 400, 404. */
export interface TargetResolver {
  resolve(target: {
    readonly namespace: string
    readonly name: string
    readonly container: string | undefined
  }): Promise<ResolvedTarget>
}

/** What a name in a path, and a container of it, leads to when its log is asked for. */
export interface ResolvedLog {
  readonly device: DeviceRef
  readonly virtualPod: string
  /** The one that was named, or the only one. */
  readonly container: string
  /** Absent: the agent's own log. */
  readonly source?: aranya.agent.v1.LogSource.$Properties
}

/** Finds the log behind a container. `devices/` implements it. Rejects with ApiError 400, 404. */
export interface LogResolver {
  resolveLog(target: {
    readonly namespace: string
    readonly name: string
    readonly container: string | undefined
  }): Promise<ResolvedLog>
}
