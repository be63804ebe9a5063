import type { aranya } from '../gen/agent.js'

/** What the server tells the agent about the connection. */
export interface MuxSettings {
  /** A ping goes out when nothing was received for this long. */
  readonly heartbeatMs: number
  /** How long each side keeps a lost session; 0 not at all. */
  readonly resumeMs: number
}

const defaultHeartbeatMs = 30_000
/** What a timer can wait for, and what a peer can do to us with a wrong number. */
const minHeartbeatMs = 100
const maxHeartbeatMs = 3_600_000

export function toWireSettings(settings: MuxSettings): aranya.agent.v1.Settings.$Properties {
  return { heartbeatMilliseconds: settings.heartbeatMs, resumeMilliseconds: settings.resumeMs }
}

/** Absent settings are 30 s and no resumption; a heartbeat is kept between 100 ms and an hour. */
export function fromWireSettings(settings: aranya.agent.v1.Settings.$Properties | null | undefined): MuxSettings {
  const wanted = settings?.heartbeatMilliseconds || defaultHeartbeatMs
  return {
    heartbeatMs: Math.min(Math.max(wanted, minHeartbeatMs), maxHeartbeatMs),
    resumeMs: settings?.resumeMilliseconds ?? 0,
  }
}
