import { randomBytes } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Logger } from 'pino'
import { collectDefaultMetrics, Registry as MetricsRegistry } from 'prom-client'
import { edgeDeviceKind, podKind, virtualPodKind } from './api/kinds.ts'
import { createClientCertificateAuthenticator } from './auth/client-certificate.ts'
import { mastersGroup } from './auth/groups.ts'
import { createMastersAuthorizer } from './auth/masters.ts'
import type { Authorizer } from './auth/types.ts'
import { assertNoBackup } from './backup/manifest.ts'
import type { ServeConfig } from './config.ts'
import { startControllers } from './controllers/start-controllers.ts'
import { createDevices } from './devices/devices.ts'
import type { Devices } from './devices/devices.ts'
import type { HttpServer } from './http/server.ts'
import { createHttpServer } from './http/server.ts'
import { toKubeconfig } from './kubeconfig.ts'
import { openAuthority } from './pki/authority.ts'
import type { Authority } from './pki/authority.ts'
import { openClientKey } from './pki/client-key.ts'
import { makePrivateDir, readIfThere, writeAtomically } from './pki/key-files.ts'
import { openServingCertificate } from './serving-certificate.ts'
import { createRegistry } from './registry/registry.ts'
import type { Registry } from './registry/registry.ts'
import { openBackend } from './storage/open-backend.ts'
import { openWatchCache } from './storage/cache/watch-cache.ts'
import type { WatchCache } from './storage/cache/watch-cache.ts'
import { createConnectors } from './streaming/connectors.ts'
import { createStreamMetrics } from './streaming/prometheus-metrics.ts'
import { readVersion } from './version.ts'
import { createVirtualCore } from './virtualcore/virtual-core.ts'

const adminDays = 365
const stopTimeoutMs = 15_000

/** Puts the server together and runs it until SIGTERM or SIGINT. Rejects when it cannot start. */
export async function serve(config: ServeConfig): Promise<void> {
  const log = pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: true }))
  const opened = new Closers()
  exitOnSignal(opened, log)
  try {
    await start(config, opened, log)
  } catch (error) {
    await opened.close()
    throw error
  }
}

/** What was opened, to be closed in the opposite order. */
class Closers {
  readonly #closers: (() => unknown)[] = []
  #closing: Promise<void> | undefined

  add(close: () => unknown): void {
    this.#closers.unshift(close)
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeAll()
    return this.#closing
  }

  async #closeAll(): Promise<void> {
    for (const close of this.#closers) await close()
  }
}

function exitOnSignal(opened: Closers, log: Logger): void {
  const stop = (signal: NodeJS.Signals): void => {
    log.info({ signal }, 'stopping')
    setTimeout(() => process.exit(1), stopTimeoutMs).unref()
    opened.close().then(
      () => process.exit(0),
      (err: unknown) => {
        log.error({ err }, 'could not stop in order')
        process.exit(1)
      },
    )
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

async function start(config: ServeConfig, opened: Closers, log: Logger): Promise<void> {
  await makePrivateDir(config.stateDir)
  await assertNoBackup(config.stateDir)
  const metricsRegistry = new MetricsRegistry()
  collectDefaultMetrics({ register: metricsRegistry })
  // The store first: its lock is what keeps a second server from this directory.
  const cache = await openStore(config, opened, log)
  const apiCa = await openAuthority({ dir: join(config.stateDir, 'pki/ca'), name: 'aranya' })
  const agentCa = await openAuthority({ dir: join(config.stateDir, 'pki/agent-ca'), name: 'aranya agents' })
  const authorizer = createMastersAuthorizer()
  const registry = await createRegistry({ cache, authorizer })
  const devices = await openDevices({ config, registry, cache, agentCa, metricsRegistry, log })
  opened.add(() => devices.close())
  const controllers = startControllers({ registry, cache, log })
  opened.add(() => controllers.close())
  const agentPort = await listen('agent-port', config.agentHost, config.agentPort, devices.gateway)
  const http = await openHttp({ config, registry, devices, apiCa, authorizer, metricsRegistry, opened, log })
  const port = await listen('port', config.host, config.port, http)
  await writeAdminKubeconfig(config, apiCa, port)
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
  readonly registry: Registry
  readonly metricsRegistry: MetricsRegistry
  readonly log: Logger
}

function openDevices(parts: Parts & { readonly cache: WatchCache; readonly agentCa: Authority }): Promise<Devices> {
  const { config, registry, cache, agentCa, metricsRegistry, log } = parts
  const { advertiseAgent } = config
  return createDevices({
    registry,
    backend: cache,
    authority: agentCa,
    ...(advertiseAgent && { advertise: toAddress(advertiseAgent.host, advertiseAgent.port) }),
    instance: `${hostname()}-${randomBytes(4).toString('hex')}`,
    log,
    metricsRegistry,
    limits: {
      sessionsPerDevice: config.maxSessionsPerDevice,
      tokenSeconds: { default: Math.max(60, Math.round(config.tokenTtlMs / 1000)), min: 60, max: 86_400 },
    },
  })
}

async function openHttp(
  parts: Parts & {
    readonly devices: Devices
    readonly apiCa: Authority
    readonly authorizer: Authorizer
    readonly opened: Closers
  },
): Promise<HttpServer> {
  const { config, registry, devices, apiCa, authorizer, metricsRegistry, opened, log } = parts
  const virtualCore = createVirtualCore({ registry })
  const connectors = createConnectors({
    dialer: devices.dialer,
    virtualPods: devices.virtualPods,
    edgeDevices: devices.edgeDevices,
    virtualPodLogs: devices.virtualPodLogs,
    infos: { virtualPods: virtualPodKind.info, edgeDevices: edgeDeviceKind.info, pods: podKind.info },
    log,
    limits: { idleMs: config.streamIdleTimeoutMs, maxSessionsPerUser: config.maxSessionsPerUser },
    metrics: createStreamMetrics(metricsRegistry),
  })
  const serving = await openServingCertificate(config, apiCa, log)
  opened.add(() => serving.close())
  const http = await createHttpServer({
    tls: serving.tls(),
    storages: [...registry.storages, ...virtualCore.storages],
    actions: devices.actions,
    connectors,
    authenticators: [createClientCertificateAuthenticator()],
    authorizer,
    mapAttributes: (attributes) => virtualCore.mapAttributes(attributes),
    healthChecks: devices.healthChecks,
    metricsRegistry,
    log,
    limits: { maxBodyBytes: config.maxBodyBytes },
    version: readVersion(),
  })
  opened.add(() => http.close())
  serving.onRenewed((tls) => http.reloadTls(tls))
  return http
}

interface Listener {
  listen(address: { readonly host: string; readonly port: number }): Promise<{ readonly port: number }>
}

async function listen(flag: string, host: string, port: number, listener: Listener): Promise<number> {
  try {
    return (await listener.listen({ host, port })).port
  } catch (cause) {
    if (!isTaken(cause)) throw cause
    throw new Error(`port ${port} of ${host} is taken by another program: end it, or choose another with --${flag}`, {
      cause,
    })
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && /EADDRINUSE/.test(`${'code' in error ? String(error.code) : ''} ${error.message}`)
}

async function writeAdminKubeconfig(config: ServeConfig, authority: Authority, port: number): Promise<void> {
  const user = 'aranya-admin'
  const subject = { commonName: user, organizations: [mastersGroup], days: adminDays }
  const { cert, key } = await openClientKey({ authority, dir: join(config.stateDir, 'pki'), name: 'admin', subject })
  const host = config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host
  const kubeconfig = toKubeconfig({
    server: `https://${toAddress(host, port)}`,
    ca: authority.certificatePem,
    cert,
    key,
    user,
  })
  const path = join(config.stateDir, 'admin.kubeconfig')
  // A server starts on a full disk as well.
  if ((await readIfThere(path)) !== kubeconfig) await writeAtomically(path, kubeconfig, 0o600)
}

function toAddress(host: string, port: number): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`
}
