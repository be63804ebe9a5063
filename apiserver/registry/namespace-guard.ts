import type { KubeObject } from '../api/object.ts'
import type { ResourceInfo } from '../api/resource-info.ts'

/** Refuses what may not be created in a namespace. */
export interface NamespaceGuard {
  /** Throws ApiError 404 when the namespace does not exist, 403 when it is being deleted. */
  checkCreate(request: {
    readonly info: ResourceInfo
    readonly namespace: string
    readonly object: Readonly<Partial<KubeObject>>
  }): void
}
