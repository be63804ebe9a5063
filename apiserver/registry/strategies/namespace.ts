import { namespaceKind } from '../../api/kinds.ts'
import type { Namespace } from '../../api/kinds/namespace/schema.ts'
import type { KubeObject } from '../../api/meta/object.ts'
import { isJsonObject } from '../../api/json/json.ts'
import { forbidden } from '../status-errors.ts'
import type { Strategy } from '../strategy.ts'

/** The namespace that always exists. */
export const defaultNamespace = 'default'
/** Set by the server, so that selectors can name namespaces. */
const nameLabel = 'kubernetes.io/metadata.name'
/** Holds a namespace until it is empty. Only the server adds and takes it. */
const contentFinalizer = 'kubernetes'

/** Rules: pkg/registry/core/namespace/strategy.go, and the NamespaceLifecycle plugin for what cannot be deleted. */
export function createNamespaceStrategy(): Strategy {
  return {
    kind: namespaceKind,
    countsGenerations: false,
    allowsUnconditionalUpdate: true,
    selectorFields: { 'status.phase': (object) => (object as Namespace).status.phase },
    prepareCreate(object) {
      object['spec'] = { finalizers: [contentFinalizer] }
      setNameLabel(object)
    },
    prepareUpdate(next, current) {
      next['spec'] = current['spec']
      setNameLabel(next)
    },
    checkDelete({ metadata }) {
      if (metadata.name !== defaultNamespace) return
      throw forbidden({ info: namespaceKind.info, name: metadata.name }, 'this namespace may not be deleted')
    },
    isHeld: (object) => contentFinalizers(object).length > 0,
    beginDelete(next) {
      next['status'] = { ...(isJsonObject(next['status']) && next['status']), phase: 'Terminating' }
    },
    release(next) {
      next['spec'] = {}
    },
  }
}

function setNameLabel(object: KubeObject): void {
  const labels: unknown = object.metadata.labels
  if (labels !== undefined && !isJsonObject(labels)) return
  object.metadata.labels = { ...object.metadata.labels, [nameLabel]: object.metadata.name }
}

function contentFinalizers(object: Readonly<KubeObject>): readonly unknown[] {
  const spec = object['spec']
  const finalizers = isJsonObject(spec) ? spec['finalizers'] : undefined
  return Array.isArray(finalizers) ? finalizers : []
}
