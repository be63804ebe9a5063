import { open } from 'lmdb'
import type { Database, RootDatabaseOptionsWithPath } from 'lmdb'
import { stateKey } from './record-codec.ts'

/** The names of LMDB's files in the store's directory. */
export const dataFile = 'data.mdb'
export const lockFile = 'lock.mdb'

/** A store's file: keys and values as bytes. */
export type Environment = Database<Buffer, Buffer>

// Address space, not memory; LMDB enlarges it when the file outgrows it.
const mapBytes = 256 * 1024 * 1024

const options: RootDatabaseOptionsWithPath = {
  keyEncoding: 'binary',
  encoding: 'binary',
  maxDbs: 1,
  maxReaders: 16,
  mapSize: mapBytes,
  noSubdir: false,
  // A write resolves when its transaction is synced; with overlapping syncs it would resolve before.
  overlappingSync: false,
  // A batch is a transaction, whatever else happens in the same turn of the event loop.
  eventTurnBatching: false,
}

/** Opens or creates the files in `dir`. A damaged file may kill the process: see probe.ts. */
export function openEnvironment(dir: string, { readOnly }: { readOnly: boolean }): Environment {
  return open<Buffer, Buffer>({ ...options, path: dir, readOnly })
}

/** All entries whose keys begin with `prefix`, in order, except the store's own. Not to be kept over an await. */
export function* entries(environment: Environment, prefix: string): Generator<{ key: string; bytes: Buffer }> {
  const start = prefix === '' ? Buffer.from([1]) : Buffer.from(prefix)
  for (const { key, value } of environment.getRange({ start })) {
    const name = Buffer.from(key).toString()
    if (!name.startsWith(prefix)) return
    yield { key: name, bytes: value }
  }
}

export function readState(environment: Environment): Buffer | undefined {
  return environment.getBinary(stateKey)
}
