import { edgeDeviceInfo } from '../../api/kinds/edge-device/schema.ts'
import { ApiError } from '../../api/meta/errors.ts'
import { createAccessReviewAuthorizer } from '../../auth/delegated/access-review.ts'
import {
  createClusterCertificateAuthenticator,
  createFrontProxyAuthenticator,
} from '../../auth/delegated/certificates.ts'
import { createDelegatedAuthenticator, createTokenAuthenticator } from '../../auth/delegated/token-review.ts'
import { createReviewMetrics } from '../../auth/delegated/metrics.ts'
import type { ReviewMetrics } from '../../auth/delegated/metrics.ts'
import { TrustFeed } from '../../auth/delegated/trust-feed.ts'
import type { ClusterTrust } from '../../auth/delegated/trust-feed.ts'
import type { Authenticator } from '../../auth/types.ts'
import type { ClusterAccess } from '../../kubernetes/client/access.ts'
import { ClusterClient } from '../../kubernetes/client/client.ts'
import { openInCluster } from '../../kubernetes/client/access.ts'
import { openKubeconfig } from '../../kubernetes/kubeconfig/open-kubeconfig.ts'
import { ClusterNamespaces } from '../../controllers/cluster-namespaces.ts'
import type { ServeConfig } from '../config.ts'
import { startDeviceControllers } from '../../controllers/start-controllers.ts'
import type { HealthCheck } from '../../http/handlers/health.ts'
import { openInstallation } from '../../kubernetes/registration/installation.ts'
import type { Installation } from '../../kubernetes/registration/installation.ts'
import { createClusterRegistry } from '../../registry/registry.ts'
import { createAskedRules } from '../../reviews/asked-rules.ts'
import { createSelfReviews } from '../../reviews/reviews.ts'
import { readVersion } from '../../../cli/version.ts'
import { toClusterNamespace } from '../../virtualcore/cluster-namespace.ts'
import { mapAttributes } from '../../virtualcore/map-attributes.ts'
import type { Mode, ModeOptions, TlsSource } from './mode.ts'
import type { TlsMaterial } from '../../http/options.ts'

/**
 * Behind kube-apiserver: it says who somebody is and decides what they may, the namespaces are its own, and
 * kube-controller-manager collects garbage and empties namespaces. Nothing of it is waited for: a cluster that is not there yet
 * refuses requests, but devices stay connected.
 */
export async function openAggregated({ config, cache, metricsRegistry, log }: ModeOptions): Promise<Mode> {
  const access = await openAccess(config)
  const cluster = new ClusterConnection(access)
  const feed = new TrustFeed({ client: cluster.watches, log })
  const namespaces = await ClusterNamespaces.open({ client: cluster.watches, log })
  const installation = await openServing(config, cluster, log)
  const metrics = createReviewMetrics(metricsRegistry)
  const authorizer = createAccessReviewAuthorizer({ client: cluster.accessReviews, metrics })
  const reviewed = { authorizer, mapAttributes }
  const clusterReviews = createSelfReviews({ ...reviewed, rules: createAskedRules(reviewed) })
  const registry = createClusterRegistry({ cache, authorizer, namespaces })
  log.info({ cluster: access.server.origin }, 'behind the kube-apiserver of a cluster')
  return {
    registry,
    authenticators: [createAuthenticator(feed, cluster, metrics)],
    authorizer,
    storages: registry.storages,
    clusterStorages: [toClusterNamespace(namespaces.reader), ...clusterReviews],
    namespaces: namespaces.reader,
    healthChecks: [...clusterChecks(feed, namespaces), installation.healthCheck],
    tls: createClusterTls(installation, feed),
    startControllers: () => startDeviceControllers({ registry, cache, log }),
    onListening: async () => installation.register(),
    close: async () => {
      await Promise.all([installation.close(), feed.close(), namespaces.close()])
      cluster.close()
    },
  }
}

function openAccess({ kubeconfig }: ServeConfig): ClusterAccess | Promise<ClusterAccess> {
  return kubeconfig === undefined ? openInCluster() : openKubeconfig(kubeconfig)
}

/** Each purpose has connections of its own: what waits for one must not keep the others waiting. */
class ClusterConnection {
  readonly watches: ClusterClient
  readonly tokenReviews: ClusterClient
  readonly accessReviews: ClusterClient

  constructor(access: ClusterAccess) {
    const open = (): ClusterClient => new ClusterClient({ access, userAgent: `aranya/${readVersion()}` })
    this.watches = open()
    this.tokenReviews = open()
    this.accessReviews = open()
  }

  close(): void {
    for (const client of [this.watches, this.tokenReviews, this.accessReviews]) client.close()
  }
}

/** Order: k8s.io/apiserver/pkg/authentication/authenticatorfactory/delegating.go. */
function createAuthenticator(feed: TrustFeed, cluster: ClusterConnection, metrics: ReviewMetrics): Authenticator {
  const trust = (): ClusterTrust => demandTrust(feed)
  return createDelegatedAuthenticator([
    createFrontProxyAuthenticator({ trust }),
    createClusterCertificateAuthenticator({ trust }),
    createTokenAuthenticator({ client: cluster.tokenReviews, metrics }),
  ])
}

/** Until it is known whom to trust, nobody is; the log says what is missing. */
function demandTrust({ trust }: TrustFeed): ClusterTrust {
  if (trust) return trust
  throw new ApiError('ServiceUnavailable', 'whom the cluster trusts is not known yet', { retryAfterSeconds: 1 })
}

/**
 * Once the cluster was reached they stay well: a cluster that goes away later must not take this server from the devices
 * that are to connect to it, and its own endpoint is what kube-apiserver needs to find it well again.
 */
function clusterChecks(feed: TrustFeed, namespaces: ClusterNamespaces): readonly HealthCheck[] {
  return [
    { name: 'cluster-authentication', check: () => feed.check() },
    { name: 'cluster-namespaces', check: () => namespaces.checkSynced() },
  ]
}

function openServing(config: ServeConfig, cluster: ClusterConnection, log: ModeOptions['log']): Promise<Installation> {
  const { group, version } = edgeDeviceInfo
  return openInstallation({
    cluster: cluster.watches,
    service: config.service,
    apiServiceName: `${version}.${group}`,
    extraNames: config.tlsSans,
    log,
  })
}

/**
 * The certificate of the installation, and the authorities that the cluster trusts, of both kinds: clients written in Go choose
 * their certificate by what they are told there. Which of them counts for what is the authenticators' to say.
 */
function createClusterTls(
  installation: Pick<Installation, 'servingKey' | 'onServingKey'>,
  feed: Pick<TrustFeed, 'trust' | 'onChange'>,
): TlsSource {
  const tls = (): TlsMaterial => {
    const { clientCas, frontProxy } = feed.trust ?? {}
    const clientCa = [...(clientCas?.pem ?? []), ...(frontProxy?.authorities.pem ?? [])]
    return { ...installation.servingKey(), clientCa: [...new Set(clientCa)] }
  }
  return {
    tls,
    onChanged: (listener) => {
      installation.onServingKey(() => listener(tls()))
      feed.onChange(() => listener(tls()))
    },
    close: () => {},
  }
}
