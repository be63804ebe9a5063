import { ApiError } from '../api/meta/errors.ts'
import type { ResourceInfo } from '../api/meta/resource-info.ts'
import type { KubeObject } from '../api/meta/object.ts'
import { objectPrefix } from '../storage/keys.ts'
import type { ObjectKey } from './rest-storage.ts'

/** `registry/GROUP/RESOURCE/`, under which all objects of a resource are. */
export function resourcePrefix(info: ResourceInfo): string {
  return `${objectPrefix}${info.group === '' ? 'core' : info.group}/${info.resource}/`
}

/** The storage key. Names were validated when objects were created, so a name with a slash finds nothing. */
export function storageKey(info: ResourceInfo, key: ObjectKey): string {
  if (!info.namespaced) return resourcePrefix(info) + key.name
  if (key.namespace === undefined || key.namespace === '') {
    throw new ApiError('BadRequest', `a namespace is required for ${info.resource}`)
  }
  return `${resourcePrefix(info)}${key.namespace}/${key.name}`
}

/** The part of the storage key below the resource's prefix: the order of lists, and what a continue token names. */
export function orderKey(info: ResourceInfo, object: Readonly<KubeObject>): string {
  const { namespace, name } = object.metadata
  return info.namespaced ? `${namespace}/${name}` : name
}
