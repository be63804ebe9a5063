import type { Logger } from 'pino'
import type { Registry as MetricsRegistry } from 'prom-client'
import type { Authenticator, Authorizer } from '../../auth/types.ts'
import type { ServeConfig } from '../config.ts'
import type { Controllers } from '../../controllers/start-controllers.ts'
import type { HealthCheck } from '../../http/handlers/health.ts'
import type { TlsMaterial } from '../../http/options.ts'
import type { Registry } from '../../registry/registry.ts'
import type { RestStorage } from '../../registry/rest-storage.ts'
import type { WatchCache } from '../../storage/cache/cached-backend.ts'
import type { ProjectionSource } from '../../virtualcore/projection.ts'

/** What a mode is opened with. The store is open already, which keeps a second server off the state directory. */
export interface ModeOptions {
  readonly config: ServeConfig
  readonly cache: WatchCache
  readonly metricsRegistry: MetricsRegistry
  readonly log: Logger
}

/** Opens a mode. Rejects when the server cannot run in it, and then leaves nothing open. */
export type OpenMode = (options: ModeOptions) => Promise<Mode>

/**
 * Everything in which a standalone server differs from an aggregated one. `serve.ts` composes the server from it; nothing else
 * knows which of the two it is.
 */
export interface Mode {
  readonly registry: Registry
  readonly authenticators: readonly Authenticator[]
  readonly authorizer: Authorizer
  /** The resources at the root of the server: the stored kinds, and what this mode adds. */
  readonly storages: readonly RestStorage[]
  /** What each virtual cluster serves besides pods and nodes. */
  readonly clusterStorages: readonly RestStorage[]
  /** Each of them has a VirtualCluster. */
  readonly namespaces: ProjectionSource
  readonly healthChecks: readonly HealthCheck[]
  readonly tls: TlsSource
  /** Called once. The caller closes the controllers before the mode. */
  startControllers(): Controllers
  /** Called once the API listens on `port`. */
  onListening(port: number): Promise<void>
  /** Called after the HTTP server has closed. Idempotent. */
  close(): Promise<void>
}

/** The TLS key and certificates of the API port, which change while the server runs. */
export interface TlsSource {
  tls(): TlsMaterial
  /** Takes one listener. */
  onChanged(listener: (tls: TlsMaterial) => void): void
  close(): void
}
