import { crc32 } from 'node:zlib'
import type { StoredRecord } from '../backend.ts'
import { StorageError } from '../errors.ts'

/**
 * A record in the file: crc32 (4 bytes) of all that matters, revision (8 bytes, a double: revisions stay below 2^53), value.
 * The checksum covers the key as well, so that a value under a wrong key is noticed.
 */
const headerBytes = 12

/** What the store says about itself, written with every commit. */
export interface StoreState {
  /** Of the format of the file. */
  readonly format: number
  /** Made once, with the store; the marker in the state directory repeats it. */
  readonly identity: string
  readonly revision: number
  /** Number of records. */
  readonly count: number
  /** XOR of the checksums of all records: tells a record that is intact, but older than it should be. */
  readonly digest: number
}

export const currentFormat = 1

/** No record's key begins so: keys have no control characters. */
export const stateKey: Buffer = Buffer.from([0])

/** The length of `record` in the file. */
export function encodedLength(record: StoredRecord): number {
  return headerBytes + record.value.byteLength
}

/** Writes `record` into `bytes`, which has exactly the length that it takes. Returns its checksum. */
export function encodeRecord(record: StoredRecord, bytes: Buffer): number {
  bytes.writeDoubleBE(record.revision, 4)
  bytes.set(record.value, headerBytes)
  const checksum = checksumOfBytes(record.key, bytes)
  bytes.writeUInt32BE(checksum, 0)
  return checksum
}

/** The checksum that the record has in the file. */
export function checksumOf({ key, revision, value }: StoredRecord): number {
  const encodedRevision = Buffer.allocUnsafe(8)
  encodedRevision.writeDoubleBE(revision)
  return crc32(value, crc32(encodedRevision, crc32(key)))
}

/** Throws StorageError `damaged` when the bytes are not what was written under `key`. */
export function decodeRecord(key: string, bytes: Buffer): StoredRecord & { readonly checksum: number } {
  if (bytes.byteLength < headerBytes) throw new StorageError('damaged', `the record at ${key} is cut off`)
  const checksum = bytes.readUInt32BE(0)
  if (checksum !== checksumOfBytes(key, bytes)) {
    throw new StorageError('damaged', `the record at ${key} does not match its checksum`)
  }
  return { key, revision: bytes.readDoubleBE(4), value: bytes.subarray(headerBytes), checksum }
}

export function encodeState(state: StoreState): Buffer {
  const json = Buffer.from(JSON.stringify(state))
  const bytes = Buffer.alloc(4 + json.byteLength)
  bytes.writeUInt32BE(crc32(json), 0)
  bytes.set(json, 4)
  return bytes
}

/** Throws StorageError `damaged`, or `unavailable` when a later version of the server wrote it. */
export function decodeState(bytes: Buffer): StoreState {
  const json = bytes.subarray(4)
  if (bytes.byteLength < 4 || crc32(json) !== bytes.readUInt32BE(0)) {
    throw new StorageError('damaged', 'its state record does not match its checksum')
  }
  const state = JSON.parse(json.toString()) as StoreState
  if (state.format > currentFormat) {
    throw new StorageError(
      'unavailable',
      `it has format ${state.format}, this server knows ${currentFormat}: update it`,
    )
  }
  return state
}

function checksumOfBytes(key: string, bytes: Buffer): number {
  return crc32(bytes.subarray(4), crc32(key))
}
