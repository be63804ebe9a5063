import type { AuditConfig } from '../audit/open-audit.ts'

/** What `aranya serve` runs with, after flags, file and defaults were merged and checked. */
export interface ServeConfig {
  readonly stateDir: string
  readonly host: string
  readonly port: number
  readonly agentHost: string
  readonly agentPort: number
  /** Undefined: 127.0.0.1 and whatever port the gateway got. */
  readonly advertiseAgent: HostPort | undefined
  readonly tlsSans: readonly string[]
  /** By which kube-apiserver reaches the API. */
  readonly service: { readonly namespace: string; readonly name: string }
  readonly mode: 'auto' | 'standalone' | 'aggregated'
  /** The cluster to be aggregated into; undefined: the one in whose pod this runs. */
  readonly kubeconfig: string | undefined
  readonly storage: string | undefined
  readonly tokenTtlMs: number
  readonly maxBodyBytes: number
  readonly maxSessionsPerDevice: number
  readonly maxDevicePercentPerUser: number
  readonly maxSessionsPerUser: number
  readonly streamIdleTimeoutMs: number
  readonly logLevel: string
  /** Undefined: there is no audit log. */
  readonly audit: AuditConfig | undefined
}

export interface HostPort {
  readonly host: string
  readonly port: number
}
