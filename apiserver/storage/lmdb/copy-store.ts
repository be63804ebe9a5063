import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { StorageError } from '../errors.ts'
import { deadlineFor, runTask } from './child-task.ts'
import type { TaskOptions } from './child-task.ts'
import { dataFile } from './environment.ts'

// A copy may go to a disk that is slower than the server's own.
const deadline = { minMs: 60_000, bytesPerMs: 1_000 }

/**
 * Copies the store in `dir`, as it is at one moment, into the directory `to`, which must be there and hold no store. A server
 * may have it open and write to it meanwhile; the pages that it frees are not used again until the copy is made. The file
 * is not synced. Throws StorageError.
 */
export async function copyStore(dir: string, to: string, options: TaskOptions = {}): Promise<void> {
  const task = {
    program: 'copy-main',
    args: [dir, to],
    deadlineMs: await deadlineFor(dir, deadline),
    doing: 'copying it',
  }
  await runTask(task, options).catch((error: unknown) => {
    if (!(error instanceof StorageError)) throw error
    throw new StorageError(error.code, `the store ${dir} cannot be copied to ${to}: ${error.message}`, { cause: error })
  })
  await chmod(join(to, dataFile), 0o600)
}
