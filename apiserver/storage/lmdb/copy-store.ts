import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { toEvent } from '../changes.ts'
import { StorageError } from '../errors.ts'
import { deadlineFor, runTask } from './child-task.ts'
import type { TaskOptions } from './child-task.ts'
import { dataFile, openEnvironment } from './environment.ts'
import { FileSpace } from './file-space.ts'
import type { StoreState } from './record-codec.ts'
import { Store } from './store.ts'

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

interface AdvanceOptions {
  /** What `probeStore` found: the file is not checked again. */
  readonly state: StoreState
  /** How far the revision goes ahead. */
  readonly revisions: number
  /** Records under this prefix are deleted. */
  readonly forget: string
}

/**
 * Takes the store in `dir`, which no server has open, to a revision that none of its readers has seen. Returns the new
 * revision, durable. Throws StorageError.
 */
export async function advanceStore(dir: string, { state, revisions, forget }: AdvanceOptions): Promise<number> {
  const revision = state.revision + revisions
  if (!Number.isSafeInteger(revision + revisions))
    throw new StorageError('unavailable', `its revision ${state.revision} cannot go any further`)
  const environment = openEnvironment(dir, { readOnly: false })
  const space = await FileSpace.open(join(dir, dataFile), { maxBytes: Number.MAX_SAFE_INTEGER })
  const store = new Store({ environment, space, state: { ...state, revision } })
  try {
    const events = store
      .list(forget)
      .items.map((record, at) => toEvent({ type: 'delete', key: record.key }, revision + 1 + at, record))
    await store.write(events)
    return store.revision
  } finally {
    await store.close()
  }
}
