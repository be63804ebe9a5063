import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** The file's text, or undefined where there is no file. Throws an Error that names a file that cannot be read. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    // A pipe could keep its reader for ever.
    if (!(await stat(path)).isFile()) throw new Error('it is not a regular file')
    return await readFile(path, 'utf8')
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return undefined
    throw new Error(`${path} cannot be read: ${String(cause)}`, { cause })
  }
}

/** Makes a directory that only its owner can enter. Throws an Error that names it. */
export async function makePrivateDir(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw new Error(
      `${dir} is no directory and cannot be made: ${String(cause)}. Check what is there and who owns it`,
      { cause },
    )
  }
}

/** Replaces a file as a whole: whoever reads it sees the old bytes or the new ones, also after a crash. */
export async function writeAtomically(path: string, text: string, mode: number): Promise<void> {
  const temporary = join(dirname(path), `.${randomBytes(8).toString('hex')}.tmp`)
  try {
    await writeSynced(temporary, text, mode)
    await rename(temporary, path)
    await syncDir(dirname(path))
  } catch (cause) {
    await unlink(temporary).catch(() => undefined)
    throw new Error(`${path} cannot be written: ${String(cause)}`, { cause })
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

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
