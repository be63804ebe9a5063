import type { Logger } from 'pino'
import type { Registry as MetricsRegistry } from 'prom-client'
import type { Authenticator, Authorizer } from '../../auth/types.ts'
import type { ServeConfig } from '../config.ts'
import type { Controllers } from '../../controllers/start-controllers.ts'
import type { HealthCheck } from '../../http/health.ts'
import type { TlsMaterial } from '../../http/options.ts'
import type { Registry } from '../../registry/registry.ts'
import type { ActionSubresource, RestStorage } from '../../registry/rest-storage.ts'
import type { WatchCache } from '../../storage/cache/watch-cache.ts'
import type { ProjectionSource } from '../../virtualcore/projection.ts'

/** What every mode is made from. The store is open by then, so that no second server uses the state directory. */
export interface ModeOptions {
  readonly config: ServeConfig
  readonly cache: WatchCache
  readonly metricsRegistry: MetricsRegistry
  readonly log: Logger
}

/** Rejects, having closed what it opened, when the server cannot run like this. */
export type OpenMode = (options: ModeOptions) => Promise<Mode>

/**
 * All in which a server of its own and one behind kube-apiserver differ. `serve.ts` composes a server from it; nothing else
 * asks which of the two it is.
 */
export interface Mode {
  readonly registry: Registry
  readonly authenticators: readonly Authenticator[]
  readonly authorizer: Authorizer
  /** All that is served at the server's root: the stored kinds, and what this mode has beside them. */
  readonly storages: readonly RestStorage[]
  readonly actions: readonly ActionSubresource[]
  /** What each virtual cluster serves beside pods and nodes. */
  readonly clusterStorages: readonly RestStorage[]
  /** Each of them has a VirtualCluster. */
  readonly namespaces: ProjectionSource
  readonly healthChecks: readonly HealthCheck[]
  readonly tls: TlsSource
  /** Called once. The caller closes them, before the mode. */
  startControllers(): Controllers
  /** Called once the API can be reached at `port`. */
  onListening(port: number): Promise<void>
  /** After the HTTP server. Idempotent. */
  close(): Promise<void>
}

/** With what the API's port is served; it changes while the server runs. */
export interface TlsSource {
  tls(): TlsMaterial
  /** For one listener. */
  onChanged(listener: (tls: TlsMaterial) => void): void
  close(): void
}
