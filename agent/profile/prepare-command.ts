import type { Command } from '../host/command.ts'
import { matchAllowedCommand } from './allowed-commands.ts'
import { assembleCommand } from './assemble-command.ts'
import type { CommandContext } from './assemble-command.ts'
import { checkArguments } from './check-arguments.ts'
import { resolveCommand } from './executables.ts'
import { resolveProfile } from './resolve-profile.ts'
import type { Profile, ResolvedProfile } from './resolve-profile.ts'

export interface CommandRequest extends CommandContext {
  readonly argv: readonly string[]
  readonly profile: Profile | null | undefined
}

/** Turns a request into what will be executed, or throws MuxError saying why it will not be. */
export function prepareCommand({ argv, profile: wanted, ...context }: CommandRequest): Command {
  checkArguments(argv)
  const profile = resolveProfile(wanted)
  return assembleCommand(profile, context, (searchPath) => ({ path: resolvePath(argv, profile, searchPath), argv }))
}

function resolvePath(argv: readonly string[], profile: ResolvedProfile, searchPath: string): string {
  const { allowedCommands, title, workingDir } = profile
  if (allowedCommands) return matchAllowedCommand(argv, { allowed: allowedCommands, profile: title })
  return resolveCommand(argv[0] ?? '', searchPath, workingDir)
}
