import { createPrivateKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
import { openWatchCache } from '../../../apiserver/storage/cache/cached-backend.ts'
import type { WatchCache } from '../../../apiserver/storage/cache/cached-backend.ts'
import { openMemoryBackend } from '../../../apiserver/storage/memory/memory-backend.ts'
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
