import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { MuxError } from '../../../proto/mux/errors.ts'
import { LogFile } from './log-file.ts'

/** Names that are looked at when it is asked what became of a file; the newest ones. */
const maxCandidates = 32
const maxAttempts = 5

/** Of what a name leads to now; undefined when it is no regular file. Rejects with MuxError when that cannot be told. */
export async function idAt(path: string): Promise<string | undefined> {
  try {
    const stats = await stat(path, { bigint: true })
    return stats.isFile() ? `${stats.dev}:${stats.ino}` : undefined
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** The name of the file before this one: `NAME.1`, or the newest `NAME-20261121`, as logrotate calls it with `dateext`. */
export async function previousPath(path: string): Promise<string> {
  const numbered = `${path}.1`
  if ((await idAt(numbered)) !== undefined) return numbered
  const dated = (await siblings(path)).filter((name) => /^-\d{8}(?:-\d+)?$/.test(name.slice(basename(path).length)))
  const newest = dated.toSorted().at(-1)
  return newest === undefined ? numbered : join(dirname(path), newest)
}

/**
 * Opens what has come after `newest` at its name, oldest first: the file that is there now, and those that were there
 * in between and are called NAME.1, NAME.2 by now. Nothing when nothing has come yet.
 */
export async function openSuccessors(path: string, newest: LogFile | undefined): Promise<readonly LogFile[]> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const opened: LogFile[] = []
    const head = await openIfThere(path)
    if (!head) return []
    if (head.id === newest?.id) {
      await head.close()
      return []
    }
    opened.push(head)
    try {
      if (newest) opened.unshift(...(await openBetween(newest, head)))
      if ((await idAt(path)) === head.id) return opened
    } catch (error) {
      await closeAll(opened)
      throw error
    }
    // Rotated once more, while we looked: the names have changed their meaning.
    await closeAll(opened)
  }
  return []
}

async function openBetween(newest: LogFile, head: LogFile): Promise<LogFile[]> {
  const opened: LogFile[] = []
  for (let number = 1; number <= maxCandidates; number++) {
    const file = await openIfThere(`${newest.realPath}.${number}`).catch(async (error: unknown) => {
      await closeAll(opened)
      throw error
    })
    if (!file || file.id === newest.id) {
      await file?.close()
      // Where ours is gone, nobody knows which of the others came after it.
      if (file) return opened
      break
    }
    if (file.id === head.id) await file.close()
    else opened.unshift(file)
  }
  await closeAll(opened)
  return []
}

async function closeAll(files: readonly LogFile[]): Promise<void> {
  await Promise.all(files.map((file) => file.close()))
}

/** Names in the same directory that begin as that file's and go on. */
export async function siblings(path: string): Promise<string[]> {
  const own = basename(path)
  const names = await readdir(dirname(path)).catch(() => [])
  return names.filter((name) => name.startsWith(own) && name !== own)
}

/** Undefined where there is no regular file of that name. Rejects with MuxError when it cannot be opened. */
export async function openIfThere(path: string): Promise<LogFile | undefined> {
  try {
    return await LogFile.open(path)
  } catch (error) {
    // What is no regular file, while one is being replaced, is as good as nothing.
    if (error instanceof MuxError && (error.code === 'not-found' || error.code === 'invalid')) return undefined
    throw error
  }
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code
  return code === 'ENOENT' || code === 'ENOTDIR'
}
