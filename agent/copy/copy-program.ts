import { fileURLToPath } from 'node:url'
import type { Command } from '../host/command.ts'
import { markerVariable } from '../host/session-records.ts'
import type { HostUser } from '../host/users.ts'
import type { CopyCommand } from './copy-command.ts'

/** What the program is told, as its one argument. */
export interface CopyRequest {
  readonly copy: CopyCommand
  /** Whom to become; absent: who the agent is. */
  readonly user?: Pick<HostUser, 'uid' | 'gid' | 'groups'>
}

/**
 * The command that answers `copy` in the place of `command`. It starts as the agent's user, for another one may not be able
 * to read the agent's own program, and therefore with nothing of the profile's environment, which could tell Node.js to
 * run something else.
 */
export function toCopyProgram(command: Command, copy: CopyCommand): Command {
  const { user, env, workingDir } = command
  const identity = user && { uid: user.uid, gid: user.gid, groups: user.groups }
  const request: CopyRequest = { copy, ...(identity && { user: identity }) }
  return {
    path: process.execPath,
    argv: ['arhat', ...inheritedOptions(), ownScript(), JSON.stringify(request)],
    env: { [markerVariable]: env[markerVariable] ?? '' },
    workingDir,
  }
}

/** `copy-main` beside this file, which is TypeScript when the sources run under a loader. */
function ownScript(): string {
  const name = import.meta.url.endsWith('.ts') ? 'copy-main.ts' : 'copy-main.js'
  return fileURLToPath(new URL(name, import.meta.url))
}

/** A debugger's port cannot be shared. */
function inheritedOptions(): string[] {
  return process.execArgv.filter((argument) => !argument.startsWith('--inspect'))
}
