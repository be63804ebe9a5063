import type { WatchCache } from '../storage/cache/cached-backend.ts'

/** What the registry needs of the watch cache. */
export type ObjectCache = Pick<
  WatchCache,
  'getObject' | 'listObjects' | 'commitObject' | 'watchObjects' | 'progressRevision'
>
