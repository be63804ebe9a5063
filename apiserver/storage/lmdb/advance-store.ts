import { join } from 'node:path'
import { toEvent } from '../changes.ts'
import { StorageError } from '../errors.ts'
import { dataFile, openEnvironment } from './environment.ts'
import { FileSpace } from './file-space.ts'
import type { StoreState } from './record-codec.ts'
import { Store } from './store.ts'

export interface AdvanceOptions {
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
