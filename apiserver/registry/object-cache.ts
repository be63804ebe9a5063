import type { WatchCache } from '../storage/cache/watch-cache.ts'

/** What the registry needs of the watch cache. */
export type ObjectCache = Pick<
  WatchCache,
  'getObject' | 'listObjects' | 'commitObject' | 'watchObjects' | 'progressRevision'
>
