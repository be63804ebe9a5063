import { Counter, Gauge } from 'prom-client'
import type { Registry } from 'prom-client'

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

/** Counts sessions in a Prometheus registry. */
export function createStreamMetrics(registry: Registry): StreamMetrics {
  const registers = [registry]
  const open = new Gauge({
    name: 'aranya_streams',
    help: 'Streams open to clients.',
    labelNames: ['subresource'],
    registers,
  })
  const ended = new Counter({
    name: 'aranya_streams_ended_total',
    help: 'Streams that ended, by how.',
    labelNames: ['subresource', 'outcome'],
    registers,
  })
  const bytes = new Counter({
    name: 'aranya_stream_bytes_total',
    help: 'Bytes of streams, as seen from the server: received from clients, and sent to them.',
    labelNames: ['subresource', 'direction'],
    registers,
  })
  return {
    sessionStarted: (subresource) => open.inc({ subresource }),
    sessionEnded: ({ subresource, outcome, receivedBytes, sentBytes }) => {
      open.dec({ subresource })
      ended.inc({ subresource, outcome })
      bytes.inc({ subresource, direction: 'received' }, receivedBytes)
      bytes.inc({ subresource, direction: 'sent' }, sentBytes)
    },
  }
}
