import { namespaceInfo } from '../api/kinds/namespace/schema.ts'
import { ApiError } from '../api/meta/errors.ts'
import type { KubeObject, ObjectMeta } from '../api/meta/object.ts'
import { ClusterError } from '../kubernetes/client/client.ts'
import { Informer } from '../kubernetes/informer/informer.ts'
import type { InformerTiming, WatchClient, WatchedObject } from '../kubernetes/informer/informer.ts'
import { storageKey } from '../registry/keys.ts'
import { ListSnapshots } from '../registry/list-snapshots.ts'
import type { NamespacedWrite, NamespaceGuard } from '../registry/namespace-guard.ts'
import { terminating } from '../registry/namespace-lifecycle.ts'
import { isBeingDeleted } from '../registry/object-meta.ts'
import { ResourceStore } from '../registry/resource-store.ts'
import type { Getter, Lister, Watcher } from '../registry/rest-storage.ts'
import { notFound } from '../registry/status-errors.ts'
import { createNamespaceStrategy } from '../registry/strategies/namespace.ts'
import { openWatchCache } from '../storage/cache/cached-backend.ts'
import type { WatchCache } from '../storage/cache/cached-backend.ts'
import { openMemoryBackend } from '../storage/memory/memory-backend.ts'

/** What the guard needs of the cluster; `ClusterClient` satisfies it. */
interface NamespaceClient extends WatchClient {
  get(path: string): Promise<unknown>
}

interface ClusterNamespacesOptions {
  readonly client: NamespaceClient
  readonly log: MirrorLog
  readonly timing?: Partial<InformerTiming>
}

const path = '/api/v1/namespaces'

/**
 * The namespaces of the cluster: followed by a watch, and looked up where that has not come to them yet. Guards writes as
 * kube-apiserver's admission plugin NamespaceLifecycle, which does not run for extension servers. Works until `close()`.
 */
export class ClusterNamespaces implements NamespaceGuard {
  readonly #client: NamespaceClient
  readonly #informer: Informer<KubeObject>
  readonly #mirror: NamespaceMirror

  static async open(options: ClusterNamespacesOptions): Promise<ClusterNamespaces> {
    return new ClusterNamespaces(options, await NamespaceMirror.open(options.log))
  }

  private constructor({ client, log, timing }: ClusterNamespacesOptions, mirror: NamespaceMirror) {
    this.#client = client
    this.#mirror = mirror
    this.#informer = new Informer<KubeObject>({
      client,
      title: 'namespaces',
      path,
      metadataOnly: true,
      keep: toNamespace,
      onChange: (name) => mirror.show(this.#informer, name),
      log,
      ...(timing && { timing }),
    })
  }

  /** To get, list and watch. */
  get reader(): NamespaceMirror['reader'] {
    return this.#mirror.reader
  }

  async check(write: NamespacedWrite): Promise<void> {
    // What cannot be followed may be gone by now, and another's tomorrow.
    const isCurrent = this.#informer.problem === ''
    const known = isCurrent ? this.#informer.find(write.namespace) : undefined
    const found = known ?? (await this.#lookUp(write.namespace))
    if (write.verb === 'create' && isBeingDeleted(found)) throw terminating(write)
  }

  /** Throws an Error that says why the namespaces are not known yet. */
  checkSynced(): void {
    if (!this.#informer.isSynced) throw new Error(`the namespaces are not known yet: ${this.#informer.problem}`)
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await this.#informer.close()
    await this.#mirror.close()
  }

  async #lookUp(name: string): Promise<KubeObject> {
    try {
      return toNamespace((await this.#client.get(`${path}/${encodeURIComponent(name)}`)) as WatchedObject)
    } catch (error) {
      if (error instanceof ClusterError && error.code === 404) throw notFound({ info: namespaceInfo, name })
      throw lookUpFailed(name, error)
    }
  }
}

/** Only its metadata is followed; nothing else of a namespace is known to matter. */
function toNamespace({ metadata }: WatchedObject): KubeObject {
  const { resourceVersion: _version, managedFields: _fields, ...own } = metadata as ObjectMeta
  const phase = metadata.deletionTimestamp === undefined ? 'Active' : 'Terminating'
  return { apiVersion: 'v1', kind: 'Namespace', metadata: own, spec: {}, status: { phase } }
}

function lookUpFailed(name: string, cause: unknown): ApiError {
  const message = `cannot look up namespace ${JSON.stringify(name)} in the cluster; try again`
  const reason = cause instanceof ClusterError && cause.code === 'timeout' ? 'Timeout' : 'ServiceUnavailable'
  return new ApiError(reason, message, { retryAfterSeconds: 1 }, { cause })
}

/** What a mirror shows: `Informer` satisfies it. */
interface MirrorSource {
  readonly names: readonly string[]
  find(name: string): KubeObject | undefined
}

type Reader = Getter & Lister & Watcher

/**
 * The namespaces of the cluster as a store of our own, so that they can be listed and watched like everything else. Its
 * resource versions are its own: they begin at the time of the start, so that they never go back.
 */
class NamespaceMirror {
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

interface MirrorLog {
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
