import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Backend } from './backend.ts'
import { lockDirectory } from './directory-lock.ts'
import type { DirectoryLock } from './directory-lock.ts'
import { StorageError, unusable } from './errors.ts'
import { openLmdbBackend } from './lmdb/open-lmdb-backend.ts'
import type { StorageLog } from './log.ts'
import { openMemoryBackend } from './memory/memory-backend.ts'

export interface OpenBackendOptions {
  /** `memory:` (nothing survives) or `lmdb:PATH` (a directory). Default: LMDB in `<stateDir>/store`. */
  readonly url?: string | undefined
  /** The server's own directory. Only one server may have it open. */
  readonly stateDir: string
  readonly log: StorageLog
}

/**
 * Opens the store that `url` names. Throws StorageError: `unavailable` when the directory cannot be used or another
 * server has it, `damaged` when the data is not what was written, each naming the path and what to do.
 */
export async function openBackend(options: OpenBackendOptions): Promise<Backend> {
  const { stateDir, log } = options
  const url = options.url ?? `lmdb:${join(stateDir, 'store')}`
  // As users write URLs: memory, memory:, memory://, lmdb:dir, lmdb:///dir.
  const [, scheme = '', path = ''] = /^([a-z]+)(?::(?:\/\/)?(.*))?$/.exec(url) ?? []
  if (scheme === 'memory' && path === '') return openMemoryBackend({ lock: await lockState(stateDir) })
  if (scheme === 'lmdb' && path !== '') return openLmdbBackend({ dir: resolve(path), stateDir: resolve(stateDir), log })
  throw new StorageError('unavailable', `storage ${JSON.stringify(url)} is not known: use memory: or lmdb:PATH`)
}

async function lockState(stateDir: string): Promise<DirectoryLock> {
  await mkdir(stateDir, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw unusable(stateDir, error)
  })
  return lockDirectory(stateDir)
}
