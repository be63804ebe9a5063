import { namespaceInfo } from '../api/namespace.ts'
import type { KubeObject } from '../api/object.ts'
import { storageKey } from './keys.ts'
import type { NamespaceGuard } from './namespace-guard.ts'
import { isBeingDeleted } from './object-meta.ts'
import type { ObjectCache } from './object-cache.ts'
import { forbidden, notFound } from './status-errors.ts'

/** Where namespaces are stored here. Words of apiserver/pkg/admission/plugin/namespace/lifecycle. */
export function createNamespaceLifecycle(cache: ObjectCache): NamespaceGuard {
  return {
    checkCreate({ info, namespace, object }) {
      const stored = cache.getObject(storageKey(namespaceInfo, { name: namespace }))
      if (stored === undefined) throw notFound({ info: namespaceInfo, name: namespace })
      if (!isBeingDeleted(stored.object)) return
      throw forbidden(
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
    },
  }
}

/** The body was not looked at yet: it may be anything. */
function nameOf(object: Readonly<Partial<KubeObject>> | null): string {
  const name: unknown = object?.metadata?.name
  return typeof name === 'string' ? name : ''
}
