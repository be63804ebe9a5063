import type { ObjectKey } from '../registry/rest-storage.ts'

/** What a device is called as a node: NAME.NAMESPACE. A namespace has no dot, so the last one divides. */
export function toNodeName({ namespace = '', name }: ObjectKey): string {
  return `${name}.${namespace}`
}

/** Undefined when no device can be called so. */
export function parseNodeName(nodeName: string): { readonly namespace: string; readonly name: string } | undefined {
  const dot = nodeName.lastIndexOf('.')
  if (dot <= 0 || dot === nodeName.length - 1) return undefined
  return { namespace: nodeName.slice(dot + 1), name: nodeName.slice(0, dot) }
}
