import { ApiError } from '../api/meta/errors.ts'
import { namespaceInfo } from '../api/kinds/namespace/schema.ts'
import type { KubeObject } from '../api/meta/object.ts'
import { storageKey } from '../registry/keys.ts'
import { ListSnapshots } from '../registry/list-snapshots.ts'
import { ResourceStore } from '../registry/resource-store.ts'
import type { Getter, Lister, Watcher } from '../registry/rest-storage.ts'
import { createNamespaceStrategy } from '../registry/strategies/namespace.ts'
import { openWatchCache } from '../storage/cache/watch-cache.ts'
import type { WatchCache } from '../storage/cache/watch-cache.ts'
import { openMemoryBackend } from '../storage/memory/memory-backend.ts'

/** What a mirror shows: `Informer` satisfies it. */
export interface MirrorSource {
  readonly names: readonly string[]
  find(name: string): KubeObject | undefined
}

type Reader = Getter & Lister & Watcher

/**
 * The namespaces of the cluster as a store of our own, so that they can be listed and watched like everything else. Its
 * resource versions are its own: they begin at the time of the start, so that they never go back.
 */
export class NamespaceMirror {
  /** Get, list and watch; ApiError 503 until the namespaces are known. */
  readonly reader: Reader
  readonly #cache: WatchCache
  readonly #log: { error(fields: object, message: string): void }
  #isComplete = false
  #writing: Promise<void> = Promise.resolve()

  static async open(log: MirrorLog): Promise<NamespaceMirror> {
    return new NamespaceMirror(await openWatchCache(openMemoryBackend({ firstRevision: Date.now() }), { log }), log)
  }

  private constructor(cache: WatchCache, log: MirrorLog) {
    const store = new ResourceStore({
      strategy: createNamespaceStrategy(),
      cache,
      snapshots: new ListSnapshots(),
      now: Date.now,
    })
    this.#cache = cache
    this.#log = log
    this.reader = this.#whenComplete(store)
  }

  /** Takes over one namespace, or all of them. Returns at once; what is written stays in order. */
  show(source: MirrorSource, name?: string): void {
    const take = name === undefined ? () => this.#replace(source) : () => this.#put(name, source.find(name))
    this.#writing = this.#writing.then(take).catch((err: unknown) => {
      this.#log.error({ err }, 'could not mirror the namespaces of the cluster')
    })
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await this.#writing
    await this.#cache.close()
  }

  async #replace(source: MirrorSource): Promise<void> {
    const gone = new Set(this.#shown())
    for (const name of source.names) {
      gone.delete(name)
      await this.#put(name, source.find(name))
    }
    for (const name of gone) await this.#put(name, undefined)
    this.#isComplete = true
  }

  async #put(name: string, object: KubeObject | undefined): Promise<void> {
    const key = storageKey(namespaceInfo, { name })
    const shown = this.#cache.getObject(key)
    if (object !== undefined && !isSame(object, shown?.object))
      await this.#cache.commitObject({ type: 'put', key, object })
    if (object === undefined && shown !== undefined) await this.#cache.commitObject({ type: 'delete', key })
  }

  #shown(): readonly string[] {
    return this.#cache
      .listObjects(storageKey(namespaceInfo, { name: '' }))
      .items.map(({ object }) => object.metadata.name)
  }

  #whenComplete(store: Reader): Reader {
    const demand = (): Reader => {
      if (this.#isComplete) return store
      const message = 'the namespaces of the cluster are not known yet'
      throw new ApiError('ServiceUnavailable', message, { retryAfterSeconds: 1 })
    }
    return {
      get: async (key, resourceVersion) => demand().get(key, resourceVersion),
      list: async (query) => demand().list(query),
      watch: async (query, signal) => demand().watch(query, signal),
    }
  }
}

export interface MirrorLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** The mirror's own resource version is none of the namespace's. */
function isSame(object: KubeObject, shown: Readonly<KubeObject> | undefined): boolean {
  if (shown === undefined) return false
  const { resourceVersion: _version, ...metadata } = shown.metadata
  return JSON.stringify({ ...shown, metadata }) === JSON.stringify(object)
}
