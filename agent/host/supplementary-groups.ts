import { accessSync, constants } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { argumentsOf } from './command.ts'
import type { Command } from './command.ts'

const setpriv = '/usr/bin/setpriv'
/** Only root writes there, whatever PATH says; busybox's will do. */
const envPrograms = ['/usr/bin/env', '/bin/env']
/**
 * What tells the loader, the C library, its message catalogues, or a shell or Node.js in somebody's setpriv, which files to
 * read and run: at least all that ld.so(8) ignores for programs of mode set-user-ID.
 */
const trusted =
  /^(LD_|GLIBC_|MUSL_|MALLOC_|GCONV_|GETCONF_|LOC|LC_|LANG|NLS|NIS_|OUTPUT_CHARSET|TEXTDOMAIN|RES_|RESOLV_|HOSTALIASES|TMPDIR|TZ|BASH|SHELLOPTS|PS4|ENV$|NODE_|OPENSSL_|SSL_)/

/**
 * Node starts a process as another user without any supplementary group: the safe half of what login(1) does. setpriv(1)
 * of util-linux does both, so a user who has such groups goes through it where it is there. It runs as root, and is therefore
 * told nothing that would have it load what that user may have written.
 */
export async function withGroups(command: Command): Promise<Command> {
  const { user } = command
  if (!user || user.uid === 0 || user.groups.length < 2 || !(await hasSetpriv())) return command
  const { env, argv } = deferTrusted(command)
  const identity = [`--reuid=${user.uid}`, `--regid=${user.gid}`, `--groups=${user.groups.join(',')}`]
  return argv
    ? { ...command, path: setpriv, argv: ['setpriv', ...identity, '--', ...argv], env, user: undefined }
    : command
}

interface Deferred {
  readonly env: Command['env']
  /** By which the command gets the rest of its environment; undefined when there is no way. */
  readonly argv: readonly string[] | undefined
}

/** Only what has to wait is put into arguments, for those can be read by everybody: other variables may hold secrets. */
function deferTrusted(command: Command): Deferred {
  const variables = Object.entries(command.env)
  const late = variables.filter(([name]) => trusted.test(name))
  const env = Object.fromEntries(variables.filter(([name]) => !trusted.test(name)))
  const run = [command.path, ...argumentsOf(command)]
  if (late.length === 0) return { env, argv: run }
  const program = envPrograms.find(isExecutable)
  const assignments = late.map(([name, value]) => `${name}=${value}`)
  return { env, argv: program === undefined ? undefined : [program, ...assignments, ...toOperands(run)] }
}

/** What has a = would be one more variable to env(1). */
function toOperands(run: readonly string[]): readonly string[] {
  return run[0]?.includes('=') ? ['/bin/sh', '-c', 'exec "$@"', 'sh', ...run] : run
}

/** A symbolic link leads to busybox, whose setpriv knows none of this. */
async function hasSetpriv(): Promise<boolean> {
  const stats = await lstat(setpriv).catch(() => undefined)
  return stats?.isFile() === true && (stats.mode & 0o111) !== 0
}

/** Whether there is a file of that name that this process may execute. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
