import type { Logger } from 'pino'
import type { Registry as MetricsRegistry } from 'prom-client'
import type { Authority } from '../pki/authority.ts'
import type { ActionSubresource } from '../registry/rest-storage.ts'
import type { Registry } from '../registry/registry.ts'
import type { Backend } from '../storage/backend.ts'
import type { TargetResolver } from '../streaming/connector.ts'
import type { DeviceDialer } from '../streaming/device-dialer.ts'
import type { DeviceLimits } from './limits.ts'

export interface DevicesOptions {
  readonly registry: Registry
  /** Holds enrolments and tokens under `internal/`. */
  readonly backend: Backend
  /** Signs the gateway's and the devices' certificates, and nothing else. */
  readonly authority: Authority
  /** HOST:PORT where agents reach the gateway; 127.0.0.1 and the port that it listens on when absent. */
  readonly advertise?: string
  /** This server's name in `status.connection.server`. */
  readonly instance: string
  /** Milliseconds since the epoch. */
  readonly now?: () => number
  readonly log: Logger
  readonly metricsRegistry: MetricsRegistry
  readonly limits?: Partial<DeviceLimits>
}

/** All that the rest of the server needs of devices. */
export interface Devices {
  readonly gateway: {
    /** Rejects with an Error that names the address when it is taken. */
    listen(address: { readonly host: string; readonly port: number }): Promise<{ readonly port: number }>
    /** Stops accepting, tells connected agents to come back later, and ends their connections. Idempotent. */
    close(): Promise<void>
  }
  readonly dialer: DeviceDialer
  readonly virtualPods: TargetResolver
  readonly edgeDevices: TargetResolver
  /** `edgedevices/token`. */
  readonly actions: readonly ActionSubresource[]
  readonly healthChecks: readonly HealthCheck[]
  /** Closes the gateway, then waits until presence is written, some seconds at most. Idempotent. */
  close(): Promise<void>
}

/** One line of `/readyz?verbose`; `check` throws an Error when it fails. */
export interface HealthCheck {
  readonly name: string
  check(): void | Promise<void>
}

/** Builds the parts that know devices. Nothing listens until `gateway.listen`. */
export async function createDevices(options: DevicesOptions): Promise<Devices> {
  throw new Error(`not there yet: ${options.instance}`)
}
