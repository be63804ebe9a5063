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
