import type { ObjectKey } from '../registry/rest-storage.ts'

/** What devices are called as nodes. */
export interface NodeNames {
  toName(device: ObjectKey): string
  /** The device of a node; undefined when none can be called so. */
  toDevice(node: ObjectKey): Required<ObjectKey> | undefined
}

/** Among the devices of all namespaces: NAME.NAMESPACE. A namespace has no dot, so the last one divides. */
export const qualifiedNodeNames: NodeNames = {
  toName: ({ namespace = '', name }) => `${name}.${namespace}`,
  toDevice({ name: nodeName }) {
    const dot = nodeName.lastIndexOf('.')
    if (dot <= 0 || dot === nodeName.length - 1) return undefined
    return { namespace: nodeName.slice(dot + 1), name: nodeName.slice(0, dot) }
  },
}

/** Among the devices of one namespace, which the node's key has: NAME. */
export const plainNodeNames: NodeNames = {
  toName: ({ name }) => name,
  toDevice: ({ namespace, name }) => (namespace === undefined ? undefined : { namespace, name }),
}
