import type { Backend } from '../backend.ts'
import type { StorageLog } from '../log.ts'
import { StorageError } from '../errors.ts'

export interface LmdbBackendOptions {
  readonly dir: string
  readonly stateDir: string
  readonly log: StorageLog
}

export async function openLmdbBackend(options: LmdbBackendOptions): Promise<Backend> {
  throw new StorageError('unavailable', `${options.dir}: not built`)
}
