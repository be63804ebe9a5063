import { Counter, Gauge } from 'prom-client'
import type { Registry } from 'prom-client'

/** How a log fares. */
export interface AuditMetrics {
  /** `written`; `dropped`: there was no room to keep it; `limited`: one of a flood by strangers. */
  events(result: 'written' | 'dropped' | 'limited', count: number): void
  writeFailed(): void
  requestRejected(): void
}

/** Registers the metrics in `registry`. `bufferedBytes` is asked when they are read. */
export function createAuditMetrics(registry: Registry, bufferedBytes: () => number): AuditMetrics {
  const registers = [registry]
  const events = new Counter({
    name: 'aranya_audit_events_total',
    help: 'Audit events, by what became of them.',
    labelNames: ['result'],
    registers,
  })
  for (const result of ['written', 'dropped', 'limited']) events.inc({ result }, 0)
  const failures = new Counter({
    name: 'aranya_audit_write_failures_total',
    help: 'Attempts to write to the audit log that failed.',
    registers,
  })
  const rejected = new Counter({
    name: 'aranya_audit_rejected_requests_total',
    help: 'Requests that were refused because they could not be written down.',
    registers,
  })
  const buffered: Gauge = new Gauge({
    name: 'aranya_audit_buffered_bytes',
    help: 'Audit events that wait to be written.',
    registers,
    collect: () => buffered.set(bufferedBytes()),
  })
  return {
    events: (result, count) => events.inc({ result }, count),
    writeFailed: () => failures.inc(),
    requestRejected: () => rejected.inc(),
  }
}
