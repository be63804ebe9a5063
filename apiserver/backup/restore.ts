import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { lockDirectory } from '../storage/directory-lock.ts'
import { advanceStore } from '../storage/lmdb/copy-store.ts'
import type { TaskOptions } from '../storage/lmdb/child-task.ts'
import { lockFile } from '../storage/lmdb/environment.ts'
import { markerFile, writeMarker } from '../storage/lmdb/marker.ts'
import { probeStore } from '../storage/lmdb/probe.ts'
import { copyInto, sync, syncTree } from './files.ts'
import { damaged, readVerified, storeFile } from './manifest.ts'
import type { Manifest } from './manifest.ts'

export interface RestoreOptions {
  /** A directory that `backUp` made. */
  readonly from: string
  /** Made where it is not there; otherwise it must be empty. */
  readonly stateDir: string
  /** How the child process is started. */
  readonly probe?: TaskOptions
}

export interface Restored {
  readonly manifest: Manifest
  readonly revision: number
}

/**
 * Clients have seen revisions that the backup has not: those must not be given out a second time. More than a server
 * writes in half a year of nothing else, and few enough that 2^53 is out of reach.
 */
const revisionsAhead = 1e12
/** Join tokens of the backup's time may have been used since. */
const tokenPrefix = 'internal/tokens/'
const incompleteStore = 'store.incomplete'

/**
 * Makes a state directory from a backup, for a server that then goes on at a later revision than the one that was lost.
 * Until all of it is durable no server starts on the directory; when it fails, the directory is empty again. Throws an
 * Error that says what to do.
 */
export async function restore(options: RestoreOptions): Promise<Restored> {
  const { from, stateDir } = options
  const manifest = await readVerified(from)
  await mkdir(stateDir, { recursive: true, mode: 0o700 })
  await assertEmpty(stateDir)
  const lock = await lockDirectory(stateDir)
  try {
    await assertEmpty(stateDir)
    return { manifest, revision: await fillOrEmpty(options, manifest) }
  } finally {
    await lock.release()
  }
}

async function assertEmpty(stateDir: string): Promise<void> {
  const used = (await readdir(stateDir)).filter((name) => !name.startsWith('lock-'))
  if (used.length > 0)
    throw new Error(`${stateDir} is in use, it holds ${used.sort()[0]}: move it away, or give another directory`)
}

async function fillOrEmpty(options: RestoreOptions, manifest: Manifest): Promise<number> {
  const { stateDir } = options
  try {
    return await fill(options, manifest)
  } catch (error) {
    const made = [incompleteStore, dirname(storeFile), 'pki', markerFile]
    for (const name of made) await rm(join(stateDir, name), { recursive: true, force: true })
    throw error
  }
}

/** The marker first and the store last: what is between them is a server whose store is missing, which does not start. */
async function fill({ from, stateDir, probe }: RestoreOptions, manifest: Manifest): Promise<number> {
  const store = join(resolve(stateDir), dirname(storeFile))
  const incomplete = join(stateDir, incompleteStore)
  await writeMarker(stateDir, { identity: manifest.store.identity, path: store })
  for (const { path } of manifest.files) if (path !== storeFile) await copyInto(join(from, path), join(stateDir, path))
  await copyInto(join(from, storeFile), join(stateDir, incompleteStore, 'data.mdb'))
  const revision = await advance(incomplete, { from, manifest, ...(probe && { probe }) })
  await syncTree(stateDir)
  await rename(incomplete, store)
  await sync(stateDir)
  return revision
}

interface Advance {
  readonly from: string
  readonly manifest: Manifest
  readonly probe?: TaskOptions
}

async function advance(dir: string, { from, manifest, probe }: Advance): Promise<number> {
  const state = await probeStore(dir, probe).catch((error: Error) => {
    throw damaged(from, error.message)
  })
  if (state?.identity !== manifest.store.identity) throw damaged(from, `${storeFile} belongs to another backup`)
  const revision = await advanceStore(dir, { state, revisions: revisionsAhead, forget: tokenPrefix })
  await rm(join(dir, lockFile), { force: true })
  return revision
}
