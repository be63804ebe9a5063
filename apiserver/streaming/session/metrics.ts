/** How a session ended, as a label of metrics. */
export interface SessionMetrics {
  readonly subresource: string
  /** exited, failed, client-gone, idle, closed. */
  readonly outcome: string
  readonly receivedBytes: number
  readonly sentBytes: number
}

/** Told of every session; an adapter to Prometheus satisfies it. */
export interface StreamMetrics {
  sessionStarted(subresource: string): void
  sessionEnded(session: SessionMetrics): void
}

export const noMetrics: StreamMetrics = {
  sessionStarted() {},
  sessionEnded() {},
}
