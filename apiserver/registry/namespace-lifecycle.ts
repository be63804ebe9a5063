import { namespaceInfo } from '../api/kinds/namespace/schema.ts'
import { storageKey } from './keys.ts'
import type { NamespacedWrite, NamespaceGuard } from './namespace-guard.ts'
import { isBeingDeleted } from './object-meta.ts'
import type { ObjectCache } from './object-cache.ts'
import { forbidden, notFound } from './status-errors.ts'

/**
 * Where namespaces are stored here. One goes when nothing is left in it, so that what is there to be updated has its namespace.
 */
export function createNamespaceLifecycle(cache: ObjectCache): NamespaceGuard {
  return {
    check(write) {
      if (write.verb !== 'create') return
      const stored = cache.getObject(storageKey(namespaceInfo, { name: write.namespace }))
      if (stored === undefined) throw notFound({ info: namespaceInfo, name: write.namespace })
      if (isBeingDeleted(stored.object)) throw terminating(write)
    },
  }
}

/** Words of apiserver/pkg/admission/plugin/namespace/lifecycle. */
export function terminating({ info, namespace, object }: Omit<NamespacedWrite, 'verb'>): Error {
  return forbidden(
    { info, name: nameOf(object) },
    `unable to create new content in namespace ${namespace} because it is being terminated`,
    [
      {
        reason: 'NamespaceTerminating',
        message: `namespace ${namespace} is being terminated`,
        field: 'metadata.namespace',
      },
    ],
  )
}

function nameOf(object: NamespacedWrite['object']): string {
  const name: unknown = object?.metadata?.name
  return typeof name === 'string' ? name : ''
}
