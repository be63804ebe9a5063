import { ApiError } from '../api/meta/errors.ts'
import { namespaceInfo } from '../api/kinds/namespace/schema.ts'
import type { KubeObject, ObjectMeta } from '../api/meta/object.ts'
import { isBeingDeleted } from '../registry/object-meta.ts'
import type { NamespacedWrite, NamespaceGuard } from '../registry/namespace-guard.ts'
import { terminating } from '../registry/namespace-lifecycle.ts'
import { notFound } from '../registry/status-errors.ts'
import { ClusterError } from '../kubernetes/client/errors.ts'
import { Informer } from '../kubernetes/informer/informer.ts'
import type { InformerTiming, WatchClient, WatchedObject } from '../kubernetes/informer/informer.ts'
import { NamespaceMirror } from './namespace-mirror.ts'
import type { MirrorLog } from './namespace-mirror.ts'

/** What the guard needs of the cluster; `ClusterClient` satisfies it. */
export interface NamespaceClient extends WatchClient {
  get(path: string): Promise<unknown>
}

export interface ClusterNamespacesOptions {
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
