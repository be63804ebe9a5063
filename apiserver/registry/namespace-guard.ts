import type { KubeObject } from '../api/meta/object.ts'
import type { ResourceInfo } from '../api/meta/resource-info.ts'

/** Refuses what may not be written in a namespace. Reads and deletes are never asked about. */
export interface NamespaceGuard {
  /**
   * Throws or rejects with ApiError: 404 when the namespace does not exist, 403 when it is being deleted and something is to
   * be created in it, 5xx when that cannot be found out.
   */
  check(request: NamespacedWrite): void | Promise<void>
}

export interface NamespacedWrite {
  readonly verb: 'create' | 'update'
  readonly info: ResourceInfo
  readonly namespace: string
  /** The body was not looked at yet: it may be anything. */
  readonly object: Readonly<Partial<KubeObject>> | null
}
