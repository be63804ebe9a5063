import { Counter, Gauge } from 'prom-client'
import type { Registry as MetricsRegistry } from 'prom-client'

export interface DeviceMetrics {
  /** Counts a call of an agent: enroll, renew or connect, with `ok` or why it failed. */
  readonly countCall: (call: string, result: string) => void
  /** Counts a session on a device, with `ok` or the HTTP status of its failure. */
  readonly countSession: (what: string, result: string) => void
}

export interface DeviceMetricsOptions {
  readonly registry: MetricsRegistry
  readonly connected: () => number
  readonly sessions: () => number
  readonly connections: () => number
}

/** Registers this folder's metrics. */
export function createMetrics({ registry, connected, sessions, connections }: DeviceMetricsOptions): DeviceMetrics {
  const registers = [registry]
  createGauge({ registers, name: 'aranya_agents_connected', help: 'Devices that are connected.', read: connected })
  createGauge({ registers, name: 'aranya_device_sessions', help: 'Sessions open on devices.', read: sessions })
  const forwarded = 'Connections of port-forwards open on devices.'
  createGauge({ registers, name: 'aranya_device_connections', help: forwarded, read: connections })
  const calls = new Counter({
    registers,
    name: 'aranya_gateway_calls_total',
    help: 'Calls of agents, by call (enroll, renew, connect) and result.',
    labelNames: ['call', 'result'],
  })
  const opened = new Counter({
    registers,
    name: 'aranya_device_sessions_total',
    help: 'Sessions and forwarded connections (connect) requested on devices, by function and result (ok, or the HTTP status).',
    labelNames: ['function', 'result'],
  })
  return {
    countCall: (call, result) => calls.inc({ call, result }),
    countSession: (what, result) => opened.inc({ function: what, result }),
  }
}

interface GaugeOptions {
  readonly registers: MetricsRegistry[]
  readonly name: string
  readonly help: string
  readonly read: () => number
}

function createGauge({ read, ...options }: GaugeOptions): Gauge {
  return new Gauge({
    ...options,
    collect() {
      this.set(read())
    },
  })
}
