import { StorageError } from '../errors.ts'
import { entries, readState } from './environment.ts'
import type { Environment } from './environment.ts'
import { decodeRecord, decodeState } from './record-codec.ts'
import type { StoreState } from './record-codec.ts'

/**
 * Reads everything and compares it with what the store says about itself. Returns undefined for a store that was created,
 * but never written to. Throws StorageError `damaged`.
 */
export function verifyStore(environment: Environment): StoreState | undefined {
  const bytes = readState(environment)
  const found = summarise(environment)
  if (!bytes && found.count === 0) return undefined
  if (!bytes) throw new StorageError('damaged', 'its state record is missing')
  const state = decodeState(bytes)
  if (found.count !== state.count) {
    throw new StorageError('damaged', `it holds ${found.count} records where it should hold ${state.count}`)
  }
  if (found.digest !== state.digest)
    throw new StorageError('damaged', 'some of its records are older than they should be')
  if (found.revision > state.revision) {
    throw new StorageError(
      'damaged',
      `it has a record of revision ${found.revision}, but should be at ${state.revision}`,
    )
  }
  return state
}

function summarise(environment: Environment): { count: number; digest: number; revision: number } {
  const found = { count: 0, digest: 0, revision: 0 }
  let before = ''
  for (const { key, bytes } of entries(environment, '')) {
    if (key <= before) throw new StorageError('damaged', `its keys are out of order at ${key}`)
    const { checksum, revision } = decodeRecord(key, bytes)
    found.count++
    found.digest = (found.digest ^ checksum) >>> 0
    found.revision = Math.max(found.revision, revision)
    before = key
  }
  return found
}
