import type { Command } from '../host/command.ts'
import { makeEnvironment } from './environment.ts'
import { defaultPath, systemPath } from './executables.ts'
import type { ResolvedProfile } from './resolve-profile.ts'

export interface CommandContext {
  readonly tty: boolean
  /** What tells this session from all others. */
  readonly marker: string
  /** The agent's own environment. */
  readonly ownEnv: NodeJS.ProcessEnv
}

/** What is to be executed: the file, and the whole argv. */
export interface Program {
  readonly path: string
  readonly argv: readonly string[]
}

/** Puts a command together: what `choose` finds by the search path that it is given, as the profile says. */
export function assembleCommand(
  profile: ResolvedProfile,
  context: CommandContext,
  choose: (searchPath: string) => Program,
): Command {
  // What a restricted command itself may start is found where the restriction was judged.
  const fallback = profile.allowedCommands ? systemPath.join(':') : ownPath(profile, context.ownEnv)
  const env = makeEnvironment({
    user: profile.user,
    path: fallback,
    additions: profile.env,
    marker: context.marker,
    tty: context.tty,
    own: context.ownEnv,
  })
  const program = choose(env['PATH'] ?? fallback)
  return { ...program, env, workingDir: profile.workingDir, user: profile.switchUser ? profile.user : undefined }
}

/** Another user has no use for the PATH of the agent's. */
function ownPath(profile: ResolvedProfile, ownEnv: NodeJS.ProcessEnv): string {
  return (profile.switchUser ? undefined : ownEnv['PATH']) || defaultPath
}
