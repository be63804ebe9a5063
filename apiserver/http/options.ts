import type { Logger } from 'pino'
import type { Registry as MetricsRegistry } from 'prom-client'
import type { Auditor } from '../audit/auditor.ts'
import type { Authenticator, Authorizer, MapAttributes } from '../auth/types.ts'
import type { ActionSubresource, RestStorage } from '../registry/rest-storage.ts'
import type { Connector } from '../streaming/session/connector.ts'
import type { HealthCheck } from './handlers/health.ts'

/** All as PEM. `clientCa` lists every authority whose client certificates count. */
export interface TlsMaterial {
  readonly key: string
  readonly cert: string
  readonly clientCa: readonly string[]
}

/** Every limit has a default (`defaultHttpLimits`), and a client that exceeds one gets an answer that says so. */
export interface HttpLimits {
  /** A larger body is 413. */
  readonly maxBodyBytes: number
  /** A larger head is 431. An exec with a long command line has a query of tens of kilobytes. */
  readonly maxHeaderBytes: number
  /** Connections beyond it are closed when they are accepted. */
  readonly maxConnections: number
  /** How long a TLS handshake may take. */
  readonly handshakeTimeoutMs: number
  /** How long the head of a request may take; a head that is slower is 408. */
  readonly headersTimeoutMs: number
  /** How long a whole request, with its body, may take to arrive. */
  readonly requestTimeoutMs: number
  /** How long an idle connection is kept. The aggregator keeps its own for 90 s. */
  readonly keepAliveTimeoutMs: number
  /** How long an answer may wait for a client that does not read; its connection is then cut. */
  readonly stalledClientMs: number
  /** What `close()` grants to answers and upgraded streams that are under way. */
  readonly closeGraceMs: number
  /** Failed authentications of one address at once, before they become 429. */
  readonly failedAuthenticationBurst: number
  /** How many more of them are granted each second. */
  readonly failedAuthenticationsPerSecond: number
}

export const defaultHttpLimits: HttpLimits = {
  maxBodyBytes: 3_145_728,
  maxHeaderBytes: 262_144,
  maxConnections: 16_384,
  handshakeTimeoutMs: 10_000,
  headersTimeoutMs: 20_000,
  requestTimeoutMs: 60_000,
  keepAliveTimeoutMs: 120_000,
  stalledClientMs: 30_000,
  closeGraceMs: 3_000,
  failedAuthenticationBurst: 100,
  failedAuthenticationsPerSecond: 5,
}

/** What one API serves. */
export interface ApiParts {
  readonly storages: readonly RestStorage[]
  readonly actions: readonly ActionSubresource[]
  readonly connectors: readonly Connector[]
}

export interface HttpServerOptions extends ApiParts {
  readonly tls: TlsMaterial
  /** What each virtual cluster serves below its subresource `proxy`; keys of what has no namespace there have the cluster's. */
  readonly virtualCluster?: ApiParts
  /** Asked in order; the first that knows the request's credential decides. */
  readonly authenticators: readonly Authenticator[]
  readonly authorizer: Authorizer
  readonly mapAttributes?: MapAttributes
  readonly healthChecks?: readonly HealthCheck[]
  readonly metricsRegistry: MetricsRegistry
  readonly log: Logger
  readonly limits?: Partial<HttpLimits>
  /** The product's own version, such as `0.1.0`. */
  readonly version: string
  /** Decides what is written down of requests, and where. Absent: there is no audit log. */
  readonly auditor?: Auditor
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}
