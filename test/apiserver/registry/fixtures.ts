import type { Test } from 'tap'
import { ApiError } from '../../../apiserver/api/meta/errors.ts'
import type { KubeObject, StoredObject } from '../../../apiserver/api/meta/object.ts'
import { everything } from '../../../apiserver/api/selectors/selectors.ts'
import type { Authorizer } from '../../../apiserver/auth/types.ts'
import { createRegistry } from '../../../apiserver/registry/registry.ts'
import type { StandaloneRegistry, StandaloneRegistryOptions } from '../../../apiserver/registry/registry.ts'
import type { WatchEvent, WatchQuery, WriteContext } from '../../../apiserver/registry/rest-storage.ts'
import type { Backend } from '../../../apiserver/storage/backend.ts'
import { openWatchCache } from '../../../apiserver/storage/cache/cached-backend.ts'
import type { WatchCache, WatchCacheOptions } from '../../../apiserver/storage/cache/cached-backend.ts'
import { openMemoryBackend } from '../../../apiserver/storage/memory/memory-backend.ts'
import { openRbac } from '../../../apiserver/auth/rbac/rbac-authorizer.ts'

export const quietLog = { info: () => {}, warn: () => {}, error: () => {} }
export const startMs = Date.parse('2026-01-02T03:04:05.678Z')

export const mastersOnly: Authorizer = {
  authorize: async (user) => ({ allowed: user.groups.includes('system:masters') }),
}

export interface World {
  readonly registry: StandaloneRegistry
  readonly cache: WatchCache
}

export interface WorldOptions extends Partial<Omit<StandaloneRegistryOptions, 'cache'>> {
  readonly backend?: Backend
  readonly cacheOptions?: Partial<WatchCacheOptions>
}

/** A registry over the real cache, with the namespace `default`; closed when the test ends. */
export async function openWorld(t: Test, options: WorldOptions = {}): Promise<World> {
  const { backend = openMemoryBackend(), cacheOptions, ...rest } = options
  const cache = await openWatchCache(backend, { log: quietLog, ...cacheOptions })
  t.teardown(() => cache.close())
  const registry = await createRegistry({
    cache,
    authorizer: mastersOnly,
    guard: openRbac(cache).guard,
    now: () => startMs,
    ...rest,
  })
  return { registry, cache }
}

export const admin: WriteContext = {
  user: { name: 'admin', groups: ['system:masters', 'system:authenticated'] },
  dryRun: false,
  warn: () => {},
  fieldValidation: 'Warn',
  fieldManager: 'test',
}

export const tenant: WriteContext = { ...admin, user: { name: 'tenant', groups: ['system:authenticated'] } }

export const inDefault = { namespace: 'default' }

export function device(name: string, more: Record<string, unknown> = {}): KubeObject {
  const { metadata, ...rest } = more
  return {
    apiVersion: 'aranya.arhat.dev/v1alpha1',
    kind: 'EdgeDevice',
    metadata: { name, ...(metadata as object) },
    ...rest,
  }
}

export function virtualPod(name: string, deviceName: string, metadata: object = {}): KubeObject {
  return {
    apiVersion: 'aranya.arhat.dev/v1alpha1',
    kind: 'VirtualPod',
    metadata: { name, ...metadata },
    spec: { deviceName, containers: [{ name: 'main', allowedCommands: ['uptime'] }] },
  }
}

export function namespace(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }
}

/** The error that a call is refused with; fails the test when it is not. */
export async function refusal(call: Promise<unknown>): Promise<ApiError> {
  try {
    await call
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
  throw new Error('the call was not refused')
}

/** What was stored, where a delete left something. */
export function asStored(result: unknown): StoredObject {
  if (typeof result === 'object' && result !== null && 'bytes' in result) return result as StoredObject
  throw new Error('not a stored object')
}

export const watchAll: WatchQuery = { selector: everything, sendInitialEvents: undefined, allowBookmarks: false }

/** A short text for an event, easy to compare. */
export function tell(event: WatchEvent): string {
  if (event.type === 'BOOKMARK') return `BOOKMARK ${event.revision}${event.initialEventsEnd ? ' end' : ''}`
  return `${event.type} ${event.item.object.metadata.name}`
}

/** Reads events until `count` are there. */
export async function take(events: AsyncIterable<WatchEvent>, count: number): Promise<WatchEvent[]> {
  const iterator = events[Symbol.asyncIterator]()
  const taken: WatchEvent[] = []
  while (taken.length < count) {
    const { done, value } = await iterator.next()
    if (done) break
    taken.push(value)
  }
  return taken
}
