import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join } from 'node:path'
import { MuxError } from '../../proto/mux/errors.ts'

/** Where the commands of restricted profiles are looked for, and nowhere else: only root writes there. */
export const systemPath: readonly string[] = ['/usr/sbin', '/usr/bin', '/sbin', '/bin']

/** What a shell's `PATH` would be without any other. */
export const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * The one spelling of a file's path by which commands are compared: the directory's links are followed, so that
 * /bin/uptime is /usr/bin/uptime, but the last link is not, for with busybox `sh` and `uptime` are links to one file.
 * Undefined when there is no such directory.
 */
export function canonicalPath(path: string): string | undefined {
  try {
    return join(realpathSync(dirname(path)), basename(path))
  } catch {
    return undefined
  }
}

/** The first executable file of that name in `directories`, as a canonical path; an absolute name stands for itself. */
export function findExecutable(name: string, directories: readonly string[]): string | undefined {
  if (isAbsolute(name)) return executableAt(name)
  if (name === '' || name.includes('/')) return undefined
  for (const directory of directories) {
    const path = isAbsolute(directory) ? executableAt(join(directory, name)) : undefined
    if (path !== undefined) return path
  }
  return undefined
}

/** Whether that is the absolute path of a file that can be executed. */
export function isExecutableFile(path: string): boolean {
  return isAbsolute(path) && executableProblem(path) === undefined
}

function executableAt(path: string): string | undefined {
  const canonical = canonicalPath(path)
  return canonical !== undefined && executableProblem(canonical) === undefined ? canonical : undefined
}

/**
 * Resolves a command as execvp(3) would: by `searchPath` when it has no slash, else from `workingDir`. Throws MuxError
 * with the words that kubectl's users know: `not-found` (a shell's 127) or `invalid` (126).
 */
export function resolveCommand(name: string, searchPath: string, workingDir: string): string {
  const say = (code: 'not-found' | 'invalid', reason: string): MuxError =>
    new MuxError(code, `exec: ${JSON.stringify(name)}: ${reason}`)
  if (name.includes('/')) {
    const path = isAbsolute(name) ? name : join(workingDir, name)
    const problem = executableProblem(path)
    if (problem) throw say(...problem)
    return path
  }
  // An empty element of PATH means the working directory, in execvp(3) as in shells.
  const candidates = searchPath
    .split(':')
    .map((directory) => join(isAbsolute(directory) ? directory : join(workingDir, directory), name))
  const found = name === '' ? undefined : candidates.find((path) => executableProblem(path) === undefined)
  if (found !== undefined) return found
  if (name !== '' && candidates.some((path) => executableProblem(path)?.[0] === 'invalid'))
    throw say('invalid', 'permission denied')
  throw say('not-found', 'executable file not found in $PATH')
}

function executableProblem(path: string): readonly ['not-found' | 'invalid', string] | undefined {
  const stats = statSync(path, { throwIfNoEntry: false, bigint: false })
  if (!stats) return ['not-found', 'no such file or directory']
  if (stats.isDirectory()) return ['invalid', 'is a directory']
  if (!stats.isFile()) return ['invalid', 'is not a regular file']
  try {
    accessSync(path, constants.X_OK)
    return undefined
  } catch {
    return ['invalid', 'permission denied']
  }
}
