import { chmod, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** The files of a state directory. */
export interface StatePaths {
  readonly directory: string
  readonly config: string
  readonly ca: string
  readonly certificate: string
  readonly key: string
  /** The key of an enrolment whose answer has not come yet. */
  readonly pendingKey: string
  readonly instance: string
  readonly lock: string
  readonly log: string
}

export function statePaths(directory: string): StatePaths {
  const at = (name: string): string => join(directory, name)
  return {
    directory,
    config: at('config.yaml'),
    ca: at('ca.crt'),
    certificate: at('client.crt'),
    key: at('client.key'),
    pendingKey: at('client.key.pending'),
    instance: at('instance'),
    lock: at('run.lock'),
    log: at('arhat.log'),
  }
}

/** Makes the directory when it is not there; in either case nobody else may look into it afterwards. */
export async function ensureStateDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const { mode } = await stat(directory)
  if ((mode & 0o777) !== 0o700) await chmod(directory, 0o700)
}

/** Rejects with UserError where a directory is something else already: nobody but its owner could look into that any more. */
export async function refuseForeignDirectory(directory: string): Promise<void> {
  const names = (await readNames(directory)).filter((name) => name !== 'lost+found')
  const own = Object.values(statePaths('')).map((path) => basename(path))
  if (names.length === 0 || names.some((name) => own.includes(name))) return
  throw new UserError(
    `${directory} is there already, with other things in it: name a directory of its own with --state-dir`,
  )
}

async function readNames(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/**
 * Replaces a file at one stroke, mode 0600: after a power failure there is the old content or the new, never a part.
 * Resolves when it is on the disk; rejects with UserError that names the file.
 */
export async function writeFileAtomically(path: string, content: string): Promise<void> {
  const temporary = `${path}.tmp-${process.pid}`
  try {
    await writeSynced(temporary, content)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    throw new UserError(`${path} cannot be written: ${(error as Error).message}`, { cause: error })
  }
  await syncDirectory(join(path, '..'))
}

/** Renames a file of the same directory, and resolves when that is on the disk. */
export async function renameSynced(from: string, to: string): Promise<void> {
  await rename(from, to)
  await syncDirectory(join(to, '..'))
}

/** The file's text, or undefined when it is not there. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function writeSynced(path: string, content: string): Promise<void> {
  const file = await open(path, 'w', 0o600)
  try {
    // The mode above is only for a file that was not there.
    await file.chmod(0o600)
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A rename is durable when its directory is. Some file systems refuse to sync one, and need not be asked. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r')
  await directory
    .sync()
    .catch(() => {})
    .finally(() => directory.close())
}

/** An error whose message is all that its reader needs: what is wrong, and the way out. Shown without a stack. */
export class UserError extends Error {
  override readonly name: string = 'UserError'
}
