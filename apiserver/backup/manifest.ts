import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describeFile, sync } from './files.ts'
import type { FileEntry } from './files.ts'

/** What a backup says about itself, in `backup.json`, which is written last. */
export interface Manifest {
  readonly format: number
  /** The version of aranya that made it. */
  readonly version: string
  /** RFC 3339. */
  readonly created: string
  readonly store: { readonly identity: string; readonly revision: number; readonly records: number }
  readonly files: readonly FileEntry[]
}

export const manifestFormat = 1
export const manifestFile = 'backup.json'
/** Where a backup has the store's file. */
export const storeFile = 'store/data.mdb'

const plainPath = /^(?:[A-Za-z0-9_-][A-Za-z0-9._-]*\/)*[A-Za-z0-9_-][A-Za-z0-9._-]*$/

export async function writeManifest(dir: string, manifest: Manifest): Promise<void> {
  const path = join(dir, manifestFile)
  await writeFile(path, `${JSON.stringify(manifest, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' })
  await sync(path)
}

/** A server on a backup itself would give out revisions again that clients have seen. Throws an Error that says what to do. */
export async function assertNoBackup(stateDir: string): Promise<void> {
  const found = await stat(join(stateDir, manifestFile)).catch(() => undefined)
  if (found) throw new Error(`${stateDir} is a backup: make a state directory of it with aranya restore`)
}

/** The manifest of the backup in `dir`, after every file was compared with it. Throws an Error that names what is wrong. */
export async function readVerified(dir: string): Promise<Manifest> {
  const manifest = parse(dir, await readText(dir))
  for (const file of manifest.files) await verifyFile(dir, file)
  return manifest
}

async function readText(dir: string): Promise<string> {
  const path = join(dir, manifestFile)
  return readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')
      throw new Error(`${dir} is no backup, or not a whole one: it has no ${manifestFile}`, { cause })
    throw new Error(`${path} cannot be read: ${cause.message}`, { cause })
  })
}

function parse(dir: string, text: string): Manifest {
  const manifest = parseJson(text)
  if (manifest?.format !== undefined && manifest.format > manifestFormat)
    throw new Error(`the backup ${dir} has format ${manifest.format}: restore it with a newer aranya`)
  if (!manifest || !isWhole(manifest)) throw damaged(dir, `${manifestFile} is not what was written`)
  return manifest
}

function parseJson(text: string): Partial<Manifest> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

function isWhole(manifest: Partial<Manifest>): manifest is Manifest {
  const { format, created, store, files } = manifest
  return (
    format === manifestFormat &&
    typeof created === 'string' &&
    typeof store?.identity === 'string' &&
    Array.isArray(files) &&
    files.every((file: unknown) => isEntry(file)) &&
    files.some((file: FileEntry) => file.path === storeFile)
  )
}

function isEntry(file: unknown): boolean {
  const { path } = (file ?? {}) as Partial<FileEntry>
  return typeof path === 'string' && plainPath.test(path)
}

async function verifyFile(dir: string, { path, bytes, sha256 }: FileEntry): Promise<void> {
  const found = await describeFile(dir, path).catch((cause: NodeJS.ErrnoException) => {
    throw damaged(dir, cause.code === 'ENOENT' ? `${path} is missing` : `${path} cannot be read: ${cause.message}`)
  })
  if (found.bytes !== bytes) throw damaged(dir, `${path} has ${found.bytes} bytes where it should have ${bytes}`)
  if (found.sha256 !== sha256) throw damaged(dir, `${path} does not match its checksum`)
}

/** The error of a backup that cannot be restored. */
export function damaged(dir: string, what: string): Error {
  return new Error(`the backup ${dir} is damaged: ${what}. Use another one; nothing was changed`)
}
