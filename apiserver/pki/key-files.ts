import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** The file's text, or undefined when it does not exist. Throws an Error that names the file. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    // Reading a pipe may never end.
    if (!(await stat(path)).isFile()) throw new Error('not a regular file')
    return await readFile(path, 'utf8')
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return undefined
    throw new Error(`cannot read ${path}: ${messageOf(cause)}`, { cause })
  }
}

/** Creates a directory that only its owner can enter, unless it exists. Throws an Error that names it. */
export async function makePrivateDir(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw new Error(
      `cannot create the directory ${dir}: ${messageOf(cause)}; check what exists at that path and who owns it`,
      { cause },
    )
  }
}

/** Replaces a file atomically and durably: a reader sees the old text or the new, even after a crash. Throws an Error that names it. */
export async function writeAtomically(path: string, text: string, mode: number): Promise<void> {
  const temporary = join(dirname(path), `.${randomBytes(8).toString('hex')}.tmp`)
  try {
    await writeSynced(temporary, text, mode)
    await rename(temporary, path)
    await syncDir(dirname(path))
  } catch (cause) {
    await unlink(temporary).catch(() => undefined)
    throw new Error(`cannot write ${path}: ${messageOf(cause)}`, { cause })
  }
}

async function writeSynced(path: string, text: string, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A rename is durable once its directory is. */
async function syncDir(dir: string): Promise<void> {
  const handle = await open(dir, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
