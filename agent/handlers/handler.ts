import type { aranya } from '../../proto/gen/agent.js'
import type { Channel } from '../../proto/mux/channel.ts'
import type { SessionResult } from '../../proto/sessions/session-request.ts'
import type { Feature } from '../features.ts'
import type { Controls } from './controls.ts'

export type SessionRequest = aranya.agent.v1.SessionRequest

/** What can be asked of the agent, one for each target of a SessionRequest. */
export interface Handler {
  readonly feature: Feature
  /**
   * Checks and resolves a request, so that the client hears a refusal before it has its connection. Rejects with MuxError.
   * Nothing that the request asks for happens yet.
   */
  prepare(request: SessionRequest, signal: AbortSignal): Promise<PreparedSession>
}

export interface PreparedSession {
  /** For the device's log, without arguments, which may hold secrets. */
  readonly summary: Readonly<Record<string, string>>
  /** What was asked for is there already, as a connection is: no word to start is awaited. */
  readonly startsAtOnce?: true
  /**
   * Does it, once the client has its connection; ends early when the channel does, leaving nothing behind. Resolves
   * with what the channel is to end with, when everything before that was written. Rejects with MuxError.
   */
  run(channel: Channel, controls: Controls): Promise<SessionResult>
}
