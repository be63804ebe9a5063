import { virtualClusterInfo, virtualClusterName } from '../api/kinds/virtual-cluster/schema.ts'
import { objectPath } from './resource-routes.ts'

/** Where a path leads: at the server's root, or inside of the virtual cluster of a namespace. */
export interface Place {
  /** The namespace whose virtual cluster it is; undefined at the root. */
  readonly cluster: string | undefined
  /** The decoded segments there. */
  readonly segments: readonly string[]
}

/** Below it, a virtual cluster has its API; as a pattern of the router. */
export const virtualClusterPrefix = `${objectPath(virtualClusterInfo).replace(/:name$/, virtualClusterName)}/proxy`

const pattern = virtualClusterPrefix.split('/').slice(1)
const namespaceIndex = pattern.indexOf(':namespace')

/** Reads where a path leads. It enters one virtual cluster: what looks like another one in there is just a path. */
export function toPlace(segments: readonly string[]): Place {
  const enters = pattern.every((part, index) =>
    index === namespaceIndex ? index in segments : segments[index] === part,
  )
  if (!enters) return { cluster: undefined, segments }
  return { cluster: segments[namespaceIndex], segments: segments.slice(pattern.length) }
}
