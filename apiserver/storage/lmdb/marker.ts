import { open, readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { StorageError } from '../errors.ts'

/** Says in the state directory that a store exists, so that a store that is gone is not taken for a new one. */
export interface Marker {
  readonly identity: string
  /** Where the store was last, for the operator; it may be moved. */
  readonly path: string
}

export const markerFile = 'store.json'

/** Undefined where no store was ever made. Throws StorageError `damaged`, or `unavailable` when it cannot be read. */
export async function readMarker(stateDir: string): Promise<Marker | undefined> {
  const path = join(stateDir, markerFile)
  const text = await readText(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new StorageError('unavailable', `${path} cannot be read: ${error.message}`, { cause: error })
  })
  return text === undefined ? undefined : parseMarker(path, text)
}

/** Durable when it resolves. */
export async function writeMarker(stateDir: string, marker: Marker): Promise<void> {
  const path = join(stateDir, markerFile)
  const temporary = `${path}.new`
  const file = await open(temporary, 'w', 0o600)
  try {
    await file.writeFile(`${JSON.stringify(marker)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
  await syncDirectory(stateDir)
}

/** Makes names that were created in `dir` durable. */
export async function syncDirectory(dir: string): Promise<void> {
  const handle = await open(dir, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Not of a pipe, which could keep the reader for ever. */
async function readText(path: string): Promise<string> {
  if (!(await stat(path)).isFile()) throw new Error('it is not a regular file')
  return readFile(path, 'utf8')
}

function parseMarker(path: string, text: string): Marker {
  try {
    const { identity, path: storePath } = JSON.parse(text) as Partial<Marker>
    if (typeof identity === 'string' && typeof storePath === 'string') return { identity, path: storePath }
  } catch {
    // Said below.
  }
  throw new StorageError('damaged', `${path} is damaged: restore it from a backup, together with the store`)
}
