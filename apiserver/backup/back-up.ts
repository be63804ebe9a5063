import { lstat, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { TaskOptions } from '../storage/lmdb/child-task.ts'
import { copyStore } from '../storage/lmdb/copy-store.ts'
import { dataFile, lockFile } from '../storage/lmdb/environment.ts'
import { readMarker } from '../storage/lmdb/marker.ts'
import type { Marker } from '../storage/lmdb/marker.ts'
import { probeStore } from '../storage/lmdb/probe.ts'
import { copyInto, describeFile, listFiles, sync, syncTree } from './files.ts'
import { manifestFormat, storeFile, writeManifest } from './manifest.ts'
import type { Manifest } from './manifest.ts'

export interface BackUpOptions {
  readonly stateDir: string
  /** Must not be there; its parent must. */
  readonly to: string
  /** Of this program, for the manifest. */
  readonly version: string
  /** Milliseconds since the epoch. */
  readonly now?: () => number
  /** Gives up, and leaves nothing behind. */
  readonly signal?: AbortSignal | undefined
  /** How the child processes are started. */
  readonly programs?: { readonly copy?: TaskOptions; readonly probe?: TaskOptions }
}

const authorityFiles = ['pki/ca/ca.key', 'pki/ca/ca.crt', 'pki/agent-ca/ca.key', 'pki/agent-ca/ca.crt']

/**
 * Copies the store and the keys of a server, which may run, to a new directory, and verifies the copy. The directory has
 * its name only when all of it is durable. Throws an Error that says what to do.
 */
export async function backUp(options: BackUpOptions): Promise<Manifest> {
  const { stateDir, to } = options
  const marker = await readMarker(stateDir)
  if (!marker) throw new Error(`${stateDir} holds no store: there is nothing to back up`)
  await assertFree(to)
  const incomplete = await mkdtemp(`${to}.incomplete-`).catch((cause: Error) => {
    throw new Error(`${dirname(to)} cannot be written to: ${cause.message}`, { cause })
  })
  try {
    const manifest = await fill(incomplete, marker, options)
    await syncTree(incomplete)
    await moveTo(to, incomplete)
    return manifest
  } catch (error) {
    await rm(incomplete, { recursive: true, force: true })
    throw error
  }
}

async function assertFree(to: string): Promise<void> {
  const found = await lstat(to).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw new Error(`${to} cannot be made: ${error.message}`, { cause: error })
  })
  if (found) throw new Error(`${to} is there already: give a name that is not in use`)
}

/** Two backups may have been given the same name at the same time. */
async function moveTo(to: string, incomplete: string): Promise<void> {
  await rename(incomplete, to).catch((cause: Error) => {
    throw new Error(`${to} cannot be made: ${cause.message}`, { cause })
  })
  await sync(dirname(to))
}

async function fill(dir: string, marker: Marker, options: BackUpOptions): Promise<Manifest> {
  const { stateDir, version, now = Date.now } = options
  const created = new Date(now()).toISOString()
  await copyKeys(stateDir, dir)
  const store = await fillStore(dir, marker, options)
  const paths = [...(await listFiles(dir, 'pki')), storeFile]
  const files = []
  for (const path of paths) files.push(await describeFile(dir, path))
  const manifest = { format: manifestFormat, version, created, store, files }
  await writeManifest(dir, manifest)
  return manifest
}

async function copyKeys(stateDir: string, dir: string): Promise<void> {
  const paths = await listFiles(stateDir, 'pki').catch((): readonly string[] => [])
  const missing = authorityFiles.find((path) => !paths.includes(path))
  if (missing !== undefined) throw new Error(`${join(stateDir, missing)} is missing: start the server once`)
  for (const path of paths)
    await copyInto(join(stateDir, path), join(dir, path)).catch((error: unknown) => unlessGone(path, error))
}

/** A user who is revoked meanwhile has no file any more. */
function unlessGone(path: string, error: unknown): void {
  const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT'
  if (!isGone || authorityFiles.includes(path)) throw error
}

async function fillStore(dir: string, marker: Marker, options: BackUpOptions): Promise<Manifest['store']> {
  const { programs, signal } = options
  const to = join(dir, dirname(storeFile))
  await mkdir(to, { mode: 0o700 })
  await copyStore(await findStore(options.stateDir, marker), to, { ...programs?.copy, signal })
  await sync(join(dir, storeFile))
  const state = await probeStore(to, { ...programs?.probe, signal }).catch((cause: Error) => {
    throw new Error(`the copy of the store is not good, so the store may be damaged: ${cause.message}`, { cause })
  })
  if (state?.identity !== marker.identity)
    throw new Error(`the store ${marker.path} belongs to another state directory than ${options.stateDir}`)
  await rm(join(to, lockFile), { force: true })
  return { identity: state.identity, revision: state.revision, records: state.count }
}

/** Where the server has it; where this process sees the state directory under another name, what is in there. */
async function findStore(stateDir: string, marker: Marker): Promise<string> {
  for (const dir of [marker.path, join(resolve(stateDir), basename(marker.path))]) {
    const found = await lstat(join(dir, dataFile)).catch(() => undefined)
    if (found?.isFile()) return dir
  }
  throw new Error(`there is no store in ${marker.path}, where ${stateDir} should have one`)
}
