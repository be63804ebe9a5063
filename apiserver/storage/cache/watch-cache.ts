import type { Backend } from '../backend.ts'
import { CachedBackend } from './cached-backend.ts'
import type { WatchCache, WatchCacheOptions } from './contract.ts'

export type { ObjectEvent, WatchCache, WatchCacheOptions } from './contract.ts'

/**
 * Loads everything from `backend` and follows it from there. Owns the backend from then on: closing the cache closes it.
 * Throws StorageError `damaged` when a record under `registry/` is not an object.
 */
export async function openWatchCache(backend: Backend, options: WatchCacheOptions): Promise<WatchCache> {
  return CachedBackend.open(backend, options)
}
