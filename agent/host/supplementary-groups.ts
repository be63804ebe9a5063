import { lstat } from 'node:fs/promises'
import { argumentsOf } from './command.ts'
import type { Command } from './command.ts'

const setpriv = '/usr/bin/setpriv'

/**
 * Node starts a process as another user without any supplementary group: the safe half of what login(1) does. setpriv(1)
 * of util-linux does both, so a user who has such groups goes through it where it is there.
 */
export async function withGroups(command: Command): Promise<Command> {
  const { user } = command
  if (!user || user.uid === 0 || user.groups.length < 2 || !(await hasSetpriv())) return command
  const identity = [`--reuid=${user.uid}`, `--regid=${user.gid}`, `--groups=${user.groups.join(',')}`]
  const argv = ['setpriv', ...identity, '--', command.path, ...argumentsOf(command)]
  return { ...command, path: setpriv, argv, user: undefined }
}

/** A symbolic link leads to busybox, whose setpriv knows none of this. */
async function hasSetpriv(): Promise<boolean> {
  const stats = await lstat(setpriv).catch(() => undefined)
  return stats?.isFile() === true && (stats.mode & 0o111) !== 0
}
