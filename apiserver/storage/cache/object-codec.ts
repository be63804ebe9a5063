import type { KubeObject, StoredObject } from '../../api/meta/object.ts'
import type { StoredRecord } from '../backend.ts'
import { StorageError } from '../errors.ts'

/**
 * How objects are stored: JSON that begins with apiVersion, kind and metadata, without the resourceVersion, which is known
 * only once the commit has its revision. It is put in between for the wire, so that an object is serialised once.
 */

/** A stored object with what it takes to get its record back. */
export interface CachedObject extends StoredObject {
  readonly key: string
  /** Length of the bytes before the resourceVersion. */
  readonly headLength: number
}

/** An object on its way to the store. */
export interface EncodedObject {
  readonly object: Readonly<KubeObject>
  /** What is stored. */
  readonly value: Uint8Array
  readonly headLength: number
}

/** A copy of `object` in the stored form. Throws TypeError when it has no apiVersion, kind or name. */
export function encodeObject(object: Readonly<KubeObject>): EncodedObject {
  if (!isObject(object)) throw new TypeError('only an object with apiVersion, kind and metadata.name can be stored')
  const { apiVersion, kind, metadata, ...rest } = object
  const { resourceVersion: _, ...stored } = metadata
  const head = headOf(apiVersion, kind)
  const text = head + tailOf(stored, rest)
  return { object: JSON.parse(text) as KubeObject, value: Buffer.from(text), headLength: Buffer.byteLength(head) }
}

/** The object as of the commit that stored it. */
export function toCachedObject(encoded: EncodedObject, at: { key: string; revision: number }): CachedObject {
  const { object, value, headLength } = encoded
  const resourceVersion = String(at.revision)
  const bytes = insertVersion(value, headLength, resourceVersion)
  const stamped = { ...object, metadata: { ...object.metadata, resourceVersion } }
  return { object: stamped, bytes, headLength, key: at.key, revision: at.revision }
}

/** Throws StorageError `damaged` when the record is not an object. */
export function decodeObject(record: StoredRecord): CachedObject {
  const { key, revision, value } = record
  const object = parseObject(record)
  const head = Buffer.from(headOf(object.apiVersion, object.kind))
  // Other writers may order the fields as they like; then it is written anew.
  const ours = head.equals(value.subarray(0, head.length)) && object.metadata.resourceVersion === undefined
  const encoded = ours ? { object, value, headLength: head.length } : encodeObject(object)
  return toCachedObject(encoded, { key, revision })
}

/** The object under another revision: what a watch is told of its deletion. */
export function withRevision(object: CachedObject, revision: number): CachedObject {
  const { key, headLength } = object
  return toCachedObject({ object: object.object, value: valueOf(object), headLength }, { key, revision })
}

/** The record that the object was read from. */
export function toRecord(object: CachedObject): StoredRecord {
  return { key: object.key, revision: object.revision, value: valueOf(object) }
}

function headOf(apiVersion: string, kind: string): string {
  return `{"apiVersion":${JSON.stringify(apiVersion)},"kind":${JSON.stringify(kind)},"metadata":{`
}

/**
 * Closes the metadata and the object that the head has opened. In pieces, because a field whose name is a number comes
 * first in any object, before the head.
 */
function tailOf(metadata: object, rest: object): string {
  const fields = JSON.stringify(rest).slice(1)
  return JSON.stringify(metadata).slice(1) + (fields === '}' ? fields : `,${fields}`)
}

function versionField(resourceVersion: string): string {
  return `"resourceVersion":"${resourceVersion}",`
}

function insertVersion(value: Uint8Array, headLength: number, resourceVersion: string): Uint8Array {
  const field = versionField(resourceVersion)
  // For as long as the object: a slice of Node's pool would keep all that was cut from the same pool.
  const bytes = Buffer.allocUnsafeSlow(value.byteLength + field.length)
  bytes.set(value.subarray(0, headLength), 0)
  bytes.write(field, headLength, 'latin1')
  bytes.set(value.subarray(headLength), headLength + field.length)
  return bytes
}

function valueOf(object: CachedObject): Uint8Array {
  const { bytes, headLength, revision } = object
  const tail = headLength + versionField(String(revision)).length
  return Buffer.concat([bytes.subarray(0, headLength), bytes.subarray(tail)])
}

function parseObject(record: StoredRecord): KubeObject {
  const { buffer, byteOffset, byteLength } = record.value
  try {
    const object: unknown = JSON.parse(Buffer.from(buffer, byteOffset, byteLength).toString())
    if (isObject(object)) return object
  } catch (error) {
    throw new StorageError('damaged', `the record at ${record.key} is not JSON`, { cause: error })
  }
  throw new StorageError('damaged', `the record at ${record.key} is not an object of the API`)
}

function isObject(value: unknown): value is KubeObject {
  if (typeof value !== 'object' || value === null) return false
  const { apiVersion, kind, metadata } = value as Record<string, unknown>
  const named = typeof metadata === 'object' && metadata !== null && 'name' in metadata
  return typeof apiVersion === 'string' && typeof kind === 'string' && named
}
