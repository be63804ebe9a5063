import { MuxError } from '../../proto/mux/errors.ts'
import type { Command } from '../host/command.ts'
import { assembleCommand, checkArguments } from './assemble-command.ts'
import type { CommandContext } from './assemble-command.ts'
import { isExecutableFile, resolveCommand } from './executables.ts'
import { resolveProfile } from './resolve-profile.ts'
import type { Profile, ResolvedProfile } from './resolve-profile.ts'

interface MainCommandRequest extends CommandContext {
  readonly profile: Profile | null | undefined
}

/**
 * The main command of a profile, which its author chose, so that no rule of allowedCommands is asked; else a login shell.
 * Throws MuxError: a profile that allows some commands only hands out no shell by naming no command.
 */
export function prepareMainCommand({ profile: wanted, ...context }: MainCommandRequest): Command {
  const profile = resolveProfile(wanted)
  const argv = wanted?.command ?? []
  if (argv.length > 0) return prepareOwn(argv, profile, context)
  if (profile.allowedCommands)
    throw new MuxError(
      'forbidden',
      `${profile.title} allows some commands only, and names no command of its own that could be attached to`,
    )
  return prepareLoginShell(profile, context)
}

function prepareOwn(argv: readonly string[], profile: ResolvedProfile, context: CommandContext): Command {
  checkArguments(argv)
  return assembleCommand(profile, context, (searchPath) => ({
    path: resolveCommand(argv[0] ?? '', searchPath, profile.workingDir),
    argv,
  }))
}

/** A name with a dash in front is how login(1) tells a shell that it is a login's. */
function prepareLoginShell(profile: ResolvedProfile, context: CommandContext): Command {
  const path = findLoginShell(profile, context.ownEnv)
  const argv = [`-${path.slice(path.lastIndexOf('/') + 1)}`]
  const command = assembleCommand(profile, context, () => ({ path, argv }))
  return { ...command, env: { ...command.env, SHELL: path } }
}

/** Is always there, as POSIX has it. */
const lastResort = '/bin/sh'
/** What keeps people from logging in to the accounts of services. */
const refusesLogin = /\/(nologin|false)$/

/**
 * The shell that a login of the profile's user would get. The agent's own account may be one of a service that nobody logs
 * in to: whether there are shells is then said by the agent's configuration, and $SHELL or /bin/sh is one.
 */
export function findLoginShell(
  { user, switchUser }: Pick<ResolvedProfile, 'user' | 'switchUser'>,
  ownEnv: NodeJS.ProcessEnv,
): string {
  const ofAgent = [user.shell, ownEnv['SHELL'] ?? ''].filter((shell) => !refusesLogin.test(shell))
  const candidates = switchUser ? [user.shell] : ofAgent
  return candidates.find(isExecutableFile) ?? lastResort
}
