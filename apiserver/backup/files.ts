import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { chmod, copyFile, lstat, mkdir, open, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** One file of a backup. */
export interface FileEntry {
  /** Within the backup, and within the state directory. */
  readonly path: string
  readonly bytes: number
  /** Hex. */
  readonly sha256: string
}

/** The regular files below `root`/`under`, sorted; not those that a killed process did not finish. */
export async function listFiles(root: string, under: string): Promise<readonly string[]> {
  const found = await readdir(join(root, under), { withFileTypes: true })
  const lists = found.map(async (entry) => {
    const path = join(under, entry.name)
    if (entry.isDirectory()) return listFiles(root, path)
    return entry.isFile() && !entry.name.endsWith('.tmp') ? [path] : []
  })
  return (await Promise.all(lists)).flat().sort()
}

/** Copies a file with its mode, into directories of mode 0700. Durable when it resolves, but for its name. */
export async function copyInto(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  await copyFile(from, to)
  await chmod(to, (await lstat(from)).mode & 0o644)
  await sync(to)
}

export async function describeFile(root: string, path: string): Promise<FileEntry> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(join(root, path)) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    bytes += chunk.byteLength
  }
  return { path, bytes, sha256: hash.digest('hex') }
}

/** Makes a file, or the names in a directory, durable. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** As `sync`, for the directories below `root` as well. */
export async function syncTree(root: string): Promise<void> {
  const found = await readdir(root, { withFileTypes: true })
  await Promise.all(found.filter((entry) => entry.isDirectory()).map((entry) => syncTree(join(root, entry.name))))
  await sync(root)
}
