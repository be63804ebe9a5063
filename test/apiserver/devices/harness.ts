import { createPrivateKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, credentials } from '@grpc/grpc-js'
import type { ServiceError } from '@grpc/grpc-js'
import pino from 'pino'
import { Registry as MetricsRegistry } from 'prom-client'
import type { EdgeDevice } from '../../../apiserver/api/kinds/edge-device/schema.ts'
import type { StoredObject } from '../../../apiserver/api/meta/object.ts'
import { createDevices } from '../../../apiserver/devices/devices.ts'
import type { Devices } from '../../../apiserver/devices/devices.ts'
import { defaultLimits } from '../../../apiserver/devices/limits.ts'
import type { DeviceLimits } from '../../../apiserver/devices/limits.ts'
import { openAuthority } from '../../../apiserver/pki/authority.ts'
import type { Authority } from '../../../apiserver/pki/authority.ts'
import { createRegistry } from '../../../apiserver/registry/registry.ts'
import type { Registry } from '../../../apiserver/registry/registry.ts'
import { systemContext } from '../../../apiserver/registry/system-context.ts'
import { openWatchCache } from '../../../apiserver/storage/cache/watch-cache.ts'
import type { WatchCache } from '../../../apiserver/storage/cache/watch-cache.ts'
import { openMemoryBackend } from '../../../apiserver/storage/memory/memory-backend.ts'
import { gatewayClientOptions } from '../../../proto/transports/grpc/channel-options.ts'
import { gatewayService } from '../../../proto/transports/grpc/service.ts'
import type { EnrollResponse, RenewResponse } from '../../../proto/transports/grpc/service.ts'
import { toFrameTransport } from '../../../proto/transports/grpc/transport.ts'
import type { IncomingChannel } from '../../../proto/mux/channel.ts'
import { connectSession } from '../../../proto/mux/handshake.ts'
import type { MuxSession } from '../../../proto/mux/session.ts'
import { makeKey, makeRequest } from '../pki/certificate-requests.ts'
import { openRbac } from '../../../apiserver/auth/rbac/rbac-authorizer.ts'

export const context = systemContext('test')
const namespace = 'default'

export interface Clock {
  now: number
}

export interface HarnessOptions {
  readonly limits?: Partial<DeviceLimits>
  readonly clock?: Clock
  /** Shares stored objects with an earlier server: a restart. */
  readonly restartOf?: Harness
}

/** A real gateway on loopback, over a registry in memory. */
export interface Harness {
  readonly authority: Authority
  readonly cache: WatchCache
  readonly registry: Registry
  readonly devices: Devices
  readonly metrics: MetricsRegistry
  readonly port: number
  close(): Promise<void>
}

/** The caller removes `dir`. */
export async function openTestAuthority(): Promise<{ readonly authority: Authority; readonly dir: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'aranya-test-'))
  return { authority: await openAuthority({ dir, name: 'test-agents' }), dir }
}

export async function openHarness(authority: Authority, options: HarnessOptions = {}): Promise<Harness> {
  const now = () => options.clock?.now ?? Date.now()
  const log = pino({ level: process.env['TEST_LOG'] ?? 'silent' })
  const cache = options.restartOf?.cache ?? (await openWatchCache(openMemoryBackend(), { log }))
  const authorizer = { authorize: async () => ({ allowed: true }) }
  const registry =
    options.restartOf?.registry ?? (await createRegistry({ cache, authorizer, guard: openRbac(cache).guard, now }))
  const metrics = new MetricsRegistry()
  const limits = { ...defaultLimits, closeTimeoutMs: 2000, ...options.limits }
  const devices = await createDevices({
    registry,
    backend: cache,
    authority,
    instance: 'test-server',
    now,
    log,
    metricsRegistry: metrics,
    limits,
  })
  const { port } = await devices.gateway.listen({ host: '127.0.0.1', port: 0 })
  return { authority, cache, registry, devices, metrics, port, close: () => devices.close() }
}

export async function createDevice(harness: Harness, name: string, spec: object = {}): Promise<string> {
  const object = { apiVersion: 'aranya.arhat.dev/v1alpha1', kind: 'EdgeDevice', metadata: { name }, spec }
  const stored = await harness.registry.edgeDevices.create({ namespace }, object, context)
  return stored.object.metadata.uid ?? ''
}

export async function deleteDevice(harness: Harness, name: string): Promise<void> {
  await harness.registry.edgeDevices.delete({ namespace, name }, {}, context)
}

export interface TokenStatus {
  readonly token: string
  readonly expirationTimestamp: string
  readonly server: string
  readonly caHash: string
  readonly command: string
}

export async function createToken(harness: Harness, name: string, body?: unknown): Promise<TokenStatus> {
  const [action] = harness.devices.actions
  if (!action) throw new Error('no token action')
  const object = await action.create({ namespace, name }, body, context)
  return object.status as TokenStatus
}

export interface Identity {
  readonly key: KeyObject
  readonly chainPem: string
}

/** A grpc-js client of the gateway, with or without a certificate. */
export function openClient(harness: Pick<Harness, 'authority' | 'port'>, identity?: Identity): Client {
  const key = identity ? Buffer.from(identity.key.export({ type: 'pkcs8', format: 'pem' })) : null
  const chain = identity ? Buffer.from(identity.chainPem) : null
  const tls = credentials.createSsl(Buffer.from(harness.authority.certificatePem), key, chain)
  const local = { 'grpc.use_local_subchannel_pool': 1 }
  return new Client(`127.0.0.1:${harness.port}`, tls, { ...gatewayClientOptions, ...local })
}

export async function callEnroll(harness: Harness, token: string, request: string): Promise<EnrollResponse> {
  const { path, requestSerialize, responseDeserialize } = gatewayService.enroll
  return unary(openClient(harness), (client, done) =>
    client.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      { token, certificateRequest: request },
      deadline(),
      done,
    ),
  )
}

export async function callRenew(harness: Harness, request: string, identity?: Identity): Promise<RenewResponse> {
  const { path, requestSerialize, responseDeserialize } = gatewayService.renew
  return unary(openClient(harness, identity), (client, done) =>
    client.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      { certificateRequest: request },
      deadline(),
      done,
    ),
  )
}

function deadline(): { deadline: number } {
  return { deadline: Date.now() + 20_000 }
}

function unary<A>(
  client: Client,
  call: (client: Client, done: (error: ServiceError | null, answer?: A) => void) => void,
): Promise<A> {
  return new Promise<A>((resolve, reject) => {
    call(client, (error, answer) => {
      client.close()
      if (error || answer === undefined) reject(error ?? new Error('no answer'))
      else resolve(answer)
    })
  })
}

export async function enroll(harness: Harness, name: string, key = makeKey()): Promise<Identity> {
  const { token } = await createToken(harness, name)
  const { certificateChain } = await callEnroll(harness, token, makeRequest({ key }))
  return { key, chainPem: certificateChain ?? '' }
}

export interface Agent {
  readonly session: MuxSession
  /** Cuts the connection without a word. */
  cut(): void
}

export interface AgentOptions {
  readonly instance?: string
  /** Of the agent's process. */
  readonly epoch?: string
  readonly onOpen?: (incoming: IncomingChannel) => void
}

export async function connectAgent(
  harness: Harness,
  identity: Identity | undefined,
  options: AgentOptions = {},
): Promise<Agent> {
  const client = openClient(harness, identity)
  const { path, requestSerialize, responseDeserialize } = gatewayService.connect
  const call = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize)
  const hello = { epoch: options.epoch ?? 'epoch', instance: options.instance ?? 'instance-1', info: deviceInfo }
  try {
    const transport = toFrameTransport(call)
    const onOpen = options.onOpen ?? ((incoming: IncomingChannel) => void incoming.accept())
    const { session } = await connectSession({ transport, hello, onOpen, timeoutMs: 60_000 })
    void session.closed.then(() => client.close())
    return {
      session,
      cut: () => {
        call.cancel()
        client.close()
      },
    }
  } catch (error) {
    client.close()
    throw error
  }
}

export const deviceInfo = {
  agentVersion: '1.2.3',
  operatingSystem: 'linux',
  architecture: 'arm64',
  osImage: 'Debian 12',
  kernelVersion: '6.1',
  machineId: 'm',
  systemUuid: 's',
  bootId: 'b',
  hostname: 'edge',
  capacity: { cpu: '4', memory: '8Gi' },
  features: ['exec', 'tty'],
  runtimeVersion: 'node/20',
}

export function getDevice(harness: Harness, name: string): EdgeDevice {
  const stored = harness.registry.edgeDevices.peek({ namespace, name })
  if (!stored) throw new Error(`no device ${name}`)
  return toDevice(stored)
}

/** Resolves with the device once it is as asked for. */
export async function deviceWhen(
  harness: Harness,
  name: string,
  matches: (device: EdgeDevice) => boolean,
): Promise<EdgeDevice> {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), 20_000)
  const selector = { empty: false, matches: (object: { metadata: { name: string } }) => object.metadata.name === name }
  const query = { namespace, selector, sendInitialEvents: true, allowBookmarks: false }
  try {
    for await (const event of await harness.registry.edgeDevices.watch(query, abort.signal))
      if (event.type !== 'BOOKMARK' && matches(toDevice(event.item))) return toDevice(event.item)
  } finally {
    clearTimeout(timer)
    abort.abort()
  }
  throw new Error(`${name} did not become what was awaited: ${JSON.stringify(getDevice(harness, name).status)}`)
}

function toDevice(stored: StoredObject): EdgeDevice {
  return stored.object as unknown as EdgeDevice
}

export function conditionOf(device: EdgeDevice, type: string) {
  return device.status.conditions?.find((condition) => condition.type === type)
}

export function toKey(pem: string): KeyObject {
  return createPrivateKey(pem)
}
