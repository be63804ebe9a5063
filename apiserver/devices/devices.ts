import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { Registry as MetricsRegistry } from 'prom-client'
import type { Authority } from '../pki/authority.ts'
import type { ActionSubresource } from '../registry/rest-storage.ts'
import type { Registry } from '../registry/registry.ts'
import type { Backend } from '../storage/backend.ts'
import type { DeviceDialer, LogResolver, TargetResolver } from '../streaming/session/device-dialer.ts'
import { ApiError } from '../api/meta/errors.ts'
import { Dialer } from './sessions/dialer.ts'
import type { DialerOptions } from './sessions/dialer.ts'
import { Duplicates } from './admission/duplicates.ts'
import { Enroller } from './enrolment/enroller.ts'
import { Enrolments } from './enrolment/enrolments.ts'
import { createTokenAction } from './enrolment/token-action.ts'
import { Tokens } from './enrolment/tokens.ts'
import { Fleet } from './presence/fleet.ts'
import { ConnectionAdmission } from './admission/admission.ts'
import { EnrolmentService } from './enrolment/service.ts'
import { AgentListener } from './gateways/agent-listener.ts'
import type { Gateway } from './gateways/agent-listener.ts'
import { GrpcGateway } from './gateways/grpc/gateway.ts'
import { defaultLimits } from './limits.ts'
import type { DeviceLimits } from './limits.ts'
import { createMetrics } from './metrics.ts'
import type { DeviceMetrics } from './metrics.ts'
import { Presence } from './presence/presence.ts'
import {
  createEdgeDeviceResolver,
  createVirtualPodLogResolver,
  createVirtualPodResolver,
} from './sessions/resolvers.ts'

export interface DevicesOptions {
  readonly registry: Registry
  /** Holds enrolments and tokens under `internal/`. */
  readonly backend: Backend
  /** Signs the certificates of the gateway and of the devices, and nothing else. */
  readonly authority: Authority
  /** HOST:PORT where agents reach the gateway. Default: 127.0.0.1 and the port that it listens on. */
  readonly advertise?: string
  /** This server's name in `status.connection.server`. */
  readonly instance: string
  /** Milliseconds since the epoch. */
  readonly now?: () => number
  readonly log: Logger
  readonly metricsRegistry: MetricsRegistry
  readonly limits?: Partial<DeviceLimits>
}

/** What the rest of the server needs of devices. */
export interface Devices {
  readonly gateway: Pick<Gateway, 'listen' | 'close'>
  readonly dialer: DeviceDialer
  readonly virtualPods: TargetResolver
  readonly edgeDevices: TargetResolver
  readonly virtualPodLogs: LogResolver
  /** `edgedevices/token`. */
  readonly actions: readonly ActionSubresource[]
  readonly healthChecks: readonly DevicesHealthCheck[]
  /** Closes the gateway, then waits until presence is written, for some seconds at most. Idempotent. */
  close(): Promise<void>
}

/** One line of `/readyz?verbose`; `check` rejects with the reason when it fails. */
export interface DevicesHealthCheck {
  readonly name: string
  check(): Promise<void>
}

/** Composes the parts of this folder. Nothing listens until `gateway.listen`. */
export async function createDevices(options: DevicesOptions): Promise<Devices> {
  const { registry, backend, authority, log, now = Date.now } = options
  const limits = { ...defaultLimits, ...options.limits }
  const tokens = new Tokens({ backend, now, maxPerDevice: limits.tokensPerDevice })
  const enrolments = new Enrolments(backend)
  const presence = new Presence({ devices: registry.edgeDevices, now, maxBackoffMs: limits.maxPresenceBackoffMs, log })
  const duplicates = new Duplicates({ now, alternations: limits.alternations, backoffMs: limits.duplicateBackoffMs })
  const fleet = new Fleet({ devices: registry.edgeDevices, presence, duplicates, server: options.instance, now, log })
  const enroller = new Enroller({
    authority,
    devices: registry.edgeDevices,
    tokens,
    enrolments,
    now,
    certificateDays: limits.certificateDays,
    renewalGraceDays: limits.renewalGraceDays,
    renewalPauseMs: limits.renewalPauseMs,
    onEnrolled: (enrolment) => fleet.enrolled(enrolment),
  })
  const parts = { options, limits, now, tokens, enrolments, enroller, fleet, duplicates }
  return assemble({ ...parts, presence })
}

interface Parts {
  readonly options: DevicesOptions
  readonly limits: DeviceLimits
  readonly now: () => number
  readonly tokens: Tokens
  readonly enrolments: Enrolments
  readonly enroller: Enroller
  readonly fleet: Fleet
  readonly duplicates: Duplicates
}

function assemble(parts: Parts & { readonly presence: Presence }): Devices {
  const { options, limits, fleet, presence } = parts
  const { edgeDevices, virtualPods } = options.registry
  const { dialer, metrics } = createDialer(parts)
  const gateway = createGateway(parts, metrics)
  let advertised = options.advertise
  const listen: Devices['gateway']['listen'] = async (address) => {
    await fleet.sweepAfterRestart(limits.sweepTimeoutMs)
    const { port } = await gateway.listen(address)
    advertised ??= `127.0.0.1:${port}`
    fleet.start({ ...parts, sweepMs: limits.sweepMs })
    return { port }
  }
  const close = async () => {
    await gateway.close()
    await presence.close(limits.closeTimeoutMs)
    await fleet.close()
  }
  return {
    gateway: { listen, close: () => gateway.close() },
    dialer,
    virtualPods: createVirtualPodResolver(edgeDevices, virtualPods),
    edgeDevices: createEdgeDeviceResolver(edgeDevices),
    virtualPodLogs: createVirtualPodLogResolver(edgeDevices, virtualPods),
    actions: [createTokens(parts, () => advertised ?? '')],
    healthChecks: [{ name: 'agent-gateway', check: async () => checkListening(gateway) }],
    close,
  }
}

function createDialer({ options, limits, fleet }: Parts): { readonly dialer: Dialer; readonly metrics: DeviceMetrics } {
  const { edgeDevices } = options.registry
  const onResult: DialerOptions['onResult'] = (what, error) => metrics.countSession(what, toResult(error))
  const dialer = new Dialer({ ...limits, devices: edgeDevices, directory: fleet.directory, onResult })
  const metrics = createMetrics({
    registry: options.metricsRegistry,
    connected: () => fleet.directory.size,
    sessions: () => dialer.sessions,
    connections: () => dialer.connections,
  })
  return { dialer, metrics }
}

function createTokens({ options, limits, tokens, now }: Parts, server: () => string): ActionSubresource {
  return createTokenAction({
    devices: options.registry.edgeDevices,
    tokens,
    now,
    expirationSeconds: limits.tokenSeconds,
    server,
    caHash: options.authority.hash,
  })
}

function createGateway(parts: Parts, metrics: DeviceMetrics): Gateway {
  const { options, limits, now } = parts
  const { authority, log } = options
  return new GrpcGateway({
    authority,
    listener: new AgentListener({
      authority,
      advertisedHost: options.advertise?.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1'),
      graceMs: limits.connectionGraceMs,
      maxPending: limits.pendingConnections,
      now,
      log,
    }),
    enrolment: createEnrolmentService(parts, metrics),
    admission: createAdmission(parts, metrics),
  })
}

function createEnrolmentService({ options, limits, now, enroller }: Parts, metrics: DeviceMetrics): EnrolmentService {
  return new EnrolmentService({
    enroller,
    timeoutMs: limits.callTimeoutMs,
    maxConcurrent: limits.concurrentCalls,
    maxFailures: limits.failuresPerAddress,
    now,
    log: options.log,
    onResult: metrics.countCall,
  })
}

function createAdmission({ options, limits, now, ...parts }: Parts, metrics: DeviceMetrics): ConnectionAdmission {
  const { fleet, duplicates, enroller } = parts
  return new ConnectionAdmission({
    devices: options.registry.edgeDevices,
    directory: fleet.directory,
    duplicates,
    enroller,
    epoch: randomUUID(),
    // The dialer enforces the limits; the mux needs some channels more, for those that are ending.
    muxLimits: { maxChannels: Math.ceil((limits.sessionsPerDevice + limits.connectionsPerDevice) * 1.25) },
    helloTimeoutMs: limits.helloTimeoutMs,
    now,
    log: options.log,
    onDuplicate: (enrolment) => fleet.duplicated(enrolment),
    onResult: metrics.countCall,
  })
}

function checkListening(gateway: Gateway): void {
  if (!gateway.isListening) throw new Error('the gateway for agents is not listening')
}

/** A metric's label, of few values. */
function toResult(error: unknown): string {
  if (error === undefined) return 'ok'
  return error instanceof ApiError ? String(error.code) : '500'
}
