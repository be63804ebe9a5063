import { randomUUID } from 'node:crypto'
import { constants, lstat, mkdir, open, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Backend } from '../backend.ts'
import { lockDirectories } from '../directory-lock.ts'
import type { DirectoryLock } from '../directory-lock.ts'
import { StorageError, unusable } from '../errors.ts'
import type { StorageLog } from '../log.ts'
import { dataFile, lockFile, openEnvironment } from './environment.ts'
import type { Environment } from './environment.ts'
import { FileSpace } from './file-space.ts'
import { LmdbBackend } from './lmdb-backend.ts'
import { readMarker, syncDirectory, writeMarker } from './marker.ts'
import type { Marker } from './marker.ts'
import { probeStore } from './probe.ts'
import type { ProbeOptions } from './probe.ts'
import { currentFormat, encodeState, stateKey } from './record-codec.ts'
import type { StoreState } from './record-codec.ts'
import { Store } from './store.ts'

interface LmdbBackendOptions {
  /** Where the store's files are, made when there was no store yet. */
  readonly dir: string
  /** Where the marker is that says that there is a store. Both directories are kept from other servers. */
  readonly stateDir: string
  readonly log: StorageLog
  /** The largest that the file may grow. Default 16 GiB. */
  readonly maxBytes?: number
  /** How the child process checks the store that is there. */
  readonly probe?: ProbeOptions
}

const defaultMaxBytes = 16 * 1024 ** 3
// Never 0: in the Kubernetes API that resource version means "any".
const firstRevision = 1
const firstBytes = 64 * 1024

/**
 * Opens the store in `dir`, or makes one where none was. Throws StorageError: `damaged` when it is not what was last
 * written, `unavailable` when it cannot be used as it is; both name the file and what to do.
 */
export async function openLmdbBackend(options: LmdbBackendOptions): Promise<Backend> {
  const { dir, stateDir } = options
  const marker = await readMarker(stateDir)
  if (!marker) await makeDirectory(stateDir)
  if (!marker) await makeDirectory(dir)
  else await assertDirectory(dir, marker)
  const lock = await lockDirectories([stateDir, dir])
  try {
    return await openLocked({ ...options, lock, marker })
  } catch (error) {
    await lock.release()
    throw error
  }
}

type LockedOptions = LmdbBackendOptions & { lock: DirectoryLock; marker: Marker | undefined }

async function openLocked(options: LockedOptions): Promise<Backend> {
  const { dir, stateDir, log, lock, marker, maxBytes } = options
  const known = await verifiedState(options)
  const environment = await openFiles(dir)
  try {
    const space = await FileSpace.open(join(dir, dataFile), { maxBytes: maxBytes ?? defaultMaxBytes })
    const state = known ?? (await initialise({ environment, space, dir }))
    if (marker?.identity !== state.identity || marker.path !== dir) {
      await writeMarker(stateDir, { identity: state.identity, path: dir })
    }
    log.info({ dir, revision: state.revision, records: state.count }, known ? 'store opened' : 'store created')
    return new LmdbBackend({ store: new Store({ environment, space, state }), lock, log })
  } catch (error) {
    await environment.close()
    throw error instanceof StorageError ? error : unusable(dir, error)
  }
}

/** What the store holds, after a child process has read all of it; undefined when there is none yet. */
async function verifiedState({ dir, marker, probe }: LockedOptions): Promise<StoreState | undefined> {
  const path = join(dir, dataFile)
  const size = await dataSize(path)
  if (size === 0 && !marker) return undefined
  if (size === 0) throw damaged(path, 'it is missing or empty')
  await prepareLockFile(dir)
  const state = await probeStore(dir, probe).catch((error: unknown) => {
    throw error instanceof StorageError ? described(path, error) : error
  })
  if (!marker) return state
  if (!state) throw damaged(path, 'it is empty')
  if (state.identity !== marker.identity) throw damaged(path, 'it belongs to another state directory')
  return state
}

/** 0 where there is no file. */
async function dataSize(path: string): Promise<number> {
  try {
    const found = await lstat(path)
    if (!found.isFile()) throw damaged(path, 'it is not a regular file')
    // Asks the file system, which may be read-only, and not the permissions, which mean nothing to root.
    await (await open(path, 'r+')).close()
    return found.size
  } catch (error) {
    if (error instanceof StorageError) throw error
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw unusable(path, error)
  }
}

async function openFiles(dir: string): Promise<Environment> {
  try {
    await prepareLockFile(dir)
    await prepareDataFile(dir)
    return openEnvironment(dir, { readOnly: false })
  } catch (error) {
    throw unusable(dir, error)
  }
}

interface NewStore {
  readonly environment: Environment
  readonly space: FileSpace
  readonly dir: string
}

async function initialise({ environment, space, dir }: NewStore): Promise<StoreState> {
  const state = { format: currentFormat, identity: randomUUID(), revision: firstRevision, count: 0, digest: 0 }
  await space.reserve(firstBytes)
  await environment.put(stateKey, encodeState(state))
  await syncDirectory(dir)
  return state
}

async function makeDirectory(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw unusable(dir, error)
  }
}

async function assertDirectory(dir: string, marker: Marker): Promise<void> {
  const found = await lstat(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw damaged(dir, `it is missing; the store was last at ${marker.path}`)
    throw unusable(dir, error)
  })
  if (!found.isDirectory() && !found.isSymbolicLink()) throw damaged(dir, 'it is not a directory')
}

function described(path: string, error: StorageError): StorageError {
  if (error.code === 'damaged') return damaged(path, error.message, error)
  return new StorageError(error.code, `the store ${path} cannot be opened: ${error.message}`, { cause: error })
}

function damaged(path: string, what: string, cause?: Error): StorageError {
  const advice = 'Restore the state directory from a backup; nothing was changed'
  return new StorageError('damaged', `the store ${path} is damaged: ${what}. ${advice}`, cause && { cause })
}

// More than LMDB uses of the lock file, and than it writes when it makes a data file.
const lockBytes = 16 * 1024
const newStoreBytes = 64 * 1024

/** Makes LMDB's lock file fit to be mapped: a page of it for which the disk has no room ends the process. Throws StorageError. */
async function prepareLockFile(dir: string): Promise<void> {
  await withFile(join(dir, lockFile), async (file) => {
    if ((await file.stat()).blocks * 512 < lockBytes) await file.write(Buffer.alloc(lockBytes), 0, lockBytes, 0)
    await file.chmod(0o600)
  })
}

/** Makes an empty data file where there is none: LMDB would make it for everyone to read. Throws StorageError. */
async function prepareDataFile(dir: string): Promise<void> {
  await withFile(join(dir, dataFile), async (file) => {
    if ((await file.stat()).size === 0) await assertRoom(dir)
    await file.chmod(0o600)
  })
}

/** What LMDB makes of a half written first page is not always an error that can be caught. */
async function assertRoom(dir: string): Promise<void> {
  const path = join(dir, `room-${process.pid}`)
  const file = await open(path, 'w', 0o600)
  try {
    await rm(path)
    await file.writeFile(Buffer.alloc(newStoreBytes))
  } finally {
    await file.close()
  }
}

async function withFile(path: string, use: (file: FileHandle) => Promise<void>): Promise<void> {
  try {
    await assertRegular(path)
    const file = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600)
    await use(file).finally(() => file.close())
  } catch (error) {
    throw unusable(path, error)
  }
}

async function assertRegular(path: string): Promise<void> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  if (found && !found.isFile()) throw new Error('it is not a regular file')
}
