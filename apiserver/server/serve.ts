import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Logger } from 'pino'
import { collectDefaultMetrics, Registry as MetricsRegistry } from 'prom-client'
import { edgeDeviceKind, podKind, virtualPodKind } from '../api/kinds.ts'
import { openAudit } from '../audit/open-audit.ts'
import type { Audit } from '../audit/open-audit.ts'
import { assertNoBackup } from '../backup/manifest.ts'
import type { ServeConfig } from './config.ts'
import { createDevices } from '../devices/devices.ts'
import type { Devices } from '../devices/devices.ts'
import type { HealthCheck } from '../http/handlers/health.ts'
import type { HttpServer } from '../http/server.ts'
import { createHttpServer } from '../http/server.ts'
import { listen, toAddress } from './listen.ts'
import { openLogOutput } from './log-output.ts'
import { isInCluster } from '../kubernetes/client/access.ts'
import { openAggregated } from './modes/aggregated.ts'
import type { Mode, OpenMode } from './modes/mode.ts'
import { openStandalone } from './modes/standalone.ts'
import { UsageError } from '../../cli/command-line.ts'
import { openAuthority } from '../pki/authority.ts'
import type { Authority } from '../pki/authority.ts'
import { makePrivateDir } from '../pki/key-files.ts'
import type { RestStorage } from '../registry/rest-storage.ts'
import { openBackend } from '../storage/open-backend.ts'
import { openWatchCache } from '../storage/cache/cached-backend.ts'
import type { WatchCache } from '../storage/cache/cached-backend.ts'
import type { Connector } from '../streaming/session/connector.ts'
import { createConnectors } from '../streaming/connectors.ts'
import { createStreamMetrics } from '../streaming/session/metrics.ts'
import { readVersion } from '../../cli/version.ts'
import { mapAttributes } from '../virtualcore/map-attributes.ts'
import { createVirtualClusters } from '../virtualcore/virtual-clusters.ts'
import { createVirtualCore } from '../virtualcore/virtual-core.ts'
import { Closers, exitOnSignal } from './shutdown.ts'

/**
 * Composes the server and starts it. It then runs until SIGTERM or SIGINT ends the process. Rejects when it cannot start:
 * UsageError for a configuration that contradicts itself.
 */
export async function serve(config: ServeConfig): Promise<void> {
  const openMode = chooseMode(config)
  const log = pino({ level: config.logLevel }, openLogOutput(2))
  const opened = new Closers()
  exitOnSignal(opened, log)
  try {
    await start({ config, openMode }, opened, log)
  } catch (error) {
    await opened.close()
    throw error
  }
}

/** `auto` is aggregated when a cluster is given: by a kubeconfig, or by the service account of the pod that this runs in. */
function chooseMode({ mode, kubeconfig }: ServeConfig): OpenMode {
  if (mode === 'standalone' && kubeconfig !== undefined)
    throw new UsageError('--kubeconfig cannot be used with --mode standalone')
  if (mode === 'auto') return kubeconfig !== undefined || isInCluster() ? openAggregated : openStandalone
  return mode === 'aggregated' ? openAggregated : openStandalone
}

interface StartOptions {
  readonly config: ServeConfig
  readonly openMode: OpenMode
}

async function start({ config, openMode }: StartOptions, opened: Closers, log: Logger): Promise<void> {
  await makePrivateDir(config.stateDir)
  await assertNoBackup(config.stateDir)
  const metricsRegistry = new MetricsRegistry()
  collectDefaultMetrics({ register: metricsRegistry })
  // The store comes first: its lock keeps a second server off this directory.
  const cache = await openStore(config, opened, log)
  const agentCa = await openAuthority({ dir: join(config.stateDir, 'pki/agent-ca'), name: 'aranya agents' })
  const mode = await openMode({ config, cache, metricsRegistry, log })
  opened.add(() => mode.close())
  const parts = { config, mode, metricsRegistry, log }
  const audit = config.audit && (await openAudit({ config: config.audit, metricsRegistry, log }))
  opened.add(() => audit?.close())
  const devices = await openDevices({ ...parts, cache, agentCa })
  opened.add(() => devices.close())
  const controllers = mode.startControllers()
  opened.add(() => controllers.close())
  const agentPort = await listen(devices.gateway, {
    flag: 'agent-port',
    host: config.agentHost,
    port: config.agentPort,
    log,
  })
  const http = await openHttp({ ...parts, cache, devices, audit, opened })
  const port = await listen(http, { flag: 'port', host: config.host, port: config.port, log })
  await mode.onListening(port)
  log.info({ port, agentPort, stateDir: config.stateDir }, 'serving')
}

async function openStore(config: ServeConfig, opened: Closers, log: Logger): Promise<WatchCache> {
  const backend = await openBackend({ url: config.storage, stateDir: config.stateDir, log })
  opened.add(() => backend.close())
  const cache = await openWatchCache(backend, { log })
  opened.add(() => cache.close())
  return cache
}

interface Parts {
  readonly config: ServeConfig
  readonly mode: Mode
  readonly metricsRegistry: MetricsRegistry
  readonly log: Logger
}

function openDevices(parts: Parts & { readonly cache: WatchCache; readonly agentCa: Authority }): Promise<Devices> {
  const { config, mode, cache, agentCa, metricsRegistry, log } = parts
  const { advertiseAgent } = config
  return createDevices({
    registry: mode.registry,
    backend: cache,
    authority: agentCa,
    ...(advertiseAgent && { advertise: toAddress(advertiseAgent.host, advertiseAgent.port) }),
    instance: `${hostname()}-${randomBytes(4).toString('hex')}`,
    log,
    metricsRegistry,
    limits: {
      sessionsPerDevice: config.maxSessionsPerDevice,
      devicePercentPerUser: config.maxDevicePercentPerUser,
      tokenSeconds: { default: Math.round(config.tokenTtlMs / 1000), min: 60, max: 86_400 },
    },
  })
}

interface HttpParts extends Parts {
  readonly cache: WatchCache
  readonly devices: Devices
  readonly audit: Audit | undefined
  readonly opened: Closers
}

/**
 * Only a restart opens a failed store again, so both checks count for liveness. A store that takes no more writes still answers
 * reads, so that check does not count for readiness. A full disk fails neither.
 */
function storageChecks(cache: WatchCache): readonly HealthCheck[] {
  const checkWrites = (): void => {
    if (cache.writeFailure) throw cache.writeFailure
  }
  return [
    { name: 'storage', liveness: true, check: () => void cache.getObject('') },
    { name: 'storage-writes', liveness: true, readiness: false, check: checkWrites },
  ]
}

async function openHttp(parts: HttpParts): Promise<HttpServer> {
  const { config, mode, cache, devices, audit, metricsRegistry, opened, log } = parts
  const inCluster = createVirtualCore({ registry: mode.registry, scope: 'namespace' })
  const connectors = openConnectors(parts)
  const http = await createHttpServer({
    tls: mode.tls.tls(),
    storages: [...mode.storages, createVirtualClusters(mode.namespaces)],
    actions: devices.actions,
    connectors: connectorsOf(mode.storages, connectors),
    virtualCluster: {
      storages: [...inCluster, ...mode.clusterStorages],
      actions: [],
      connectors: connectorsOf(inCluster, connectors),
    },
    authenticators: mode.authenticators,
    authorizer: mode.authorizer,
    mapAttributes,
    ...(audit && { auditor: audit.auditor }),
    healthChecks: [
      ...storageChecks(cache),
      ...devices.healthChecks,
      ...mode.healthChecks,
      ...(audit?.healthChecks ?? []),
    ],
    metricsRegistry,
    log,
    limits: { maxBodyBytes: config.maxBodyBytes },
    version: readVersion(),
  })
  opened.add(() => http.close())
  mode.tls.onChanged((tls) => http.reloadTls(tls))
  return http
}

/** The connectors of the resources that are served. */
function connectorsOf(storages: readonly RestStorage[], connectors: readonly Connector[]): readonly Connector[] {
  return connectors.filter((connector) => storages.some(({ info }) => info === connector.info))
}

/** The connectors of every resource, also of those that this mode does not serve at its root. */
function openConnectors({ config, devices, metricsRegistry, log }: Parts & { readonly devices: Devices }) {
  return createConnectors({
    dialer: devices.dialer,
    virtualPods: devices.virtualPods,
    edgeDevices: devices.edgeDevices,
    virtualPodLogs: devices.virtualPodLogs,
    infos: { virtualPods: virtualPodKind.info, edgeDevices: edgeDeviceKind.info, pods: podKind.info },
    log,
    limits: { idleMs: config.streamIdleTimeoutMs, maxSessionsPerUser: config.maxSessionsPerUser },
    metrics: createStreamMetrics(metricsRegistry),
  })
}
