import { isRecord } from './object-body.ts'

/** What of an object's metadata the audit refers to it by. */
export interface ObjectNames {
  readonly namespace?: string
  readonly name?: string
  readonly uid?: string
  readonly resourceVersion?: string
}

/** Whatever a client sent as an object: nothing of it has been looked at. */
export function toNames(value: unknown): ObjectNames {
  const metadata = isRecord(value) && isRecord(value['metadata']) ? value['metadata'] : {}
  const { namespace, name, uid, resourceVersion } = metadata
  return {
    ...(isText(namespace) && { namespace }),
    ...(isText(name) && { name }),
    ...(isText(uid) && { uid }),
    ...(isText(resourceVersion) && { resourceVersion }),
  }
}

/** Takes them out of an object, of a list's items and of a Table's rows. Changes `value`, which is the caller's own. */
export function withoutManagedFields(value: unknown): unknown {
  if (!isRecord(value)) return value
  if (isRecord(value['metadata'])) delete value['metadata']['managedFields']
  for (const item of [...toList(value['items']), ...toList(value['rows']).map(toObject)]) withoutManagedFields(item)
  return value
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function toObject(row: unknown): unknown {
  return isRecord(row) ? row['object'] : undefined
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
