import { MuxError } from '../../proto/mux/errors.ts'
import { recognizeCopy } from '../copy/copy-command.ts'
import { toCopyProgram } from '../copy/copy-program.ts'
import type { Command } from '../host/command.ts'
import { checkAllowed, matchAllowedCommand } from './allowed-commands.ts'
import { assembleCommand } from './assemble-command.ts'
import type { CommandContext } from './assemble-command.ts'
import { checkArguments } from './check-arguments.ts'
import { findExecutable, resolveCommand, systemPath } from './executables.ts'
import { resolveProfile } from './resolve-profile.ts'
import type { Profile, ResolvedProfile } from './resolve-profile.ts'

export interface CommandRequest extends CommandContext {
  readonly argv: readonly string[]
  readonly profile: Profile | null | undefined
}

/**
 * Turns a request into what will be executed, or throws MuxError saying why it will not be. What `kubectl cp` executes is
 * answered by the agent itself where the device lacks a program that could, and the profile allows it.
 */
export function prepareCommand({ argv, profile: wanted, ...context }: CommandRequest): Command {
  checkArguments(argv)
  const profile = resolveProfile(wanted)
  const recognized = recognizeCopy(argv)
  let answersItself = false
  const command = assembleCommand(profile, context, (searchPath) => {
    if (recognized) answersItself = lacksAny(recognized.programs, { argv, profile, searchPath })
    return { path: answersItself ? '' : resolvePath(argv, profile, searchPath), argv }
  })
  return recognized && answersItself ? toCopyProgram(command, recognized.copy) : command
}

interface Lookup {
  readonly argv: readonly string[]
  readonly profile: ResolvedProfile
  readonly searchPath: string
}

/** Throws MuxError `forbidden` before it tells anything about the device. */
function lacksAny(programs: readonly string[], { argv, profile, searchPath }: Lookup): boolean {
  const { allowedCommands, title, workingDir } = profile
  if (!allowedCommands) return programs.some((name) => isMissing(name, searchPath, workingDir))
  checkAllowed(argv, { allowed: allowedCommands, profile: title })
  return programs.some((name) => findExecutable(name, systemPath) === undefined)
}

/** One that is there and cannot be executed is not missing. */
function isMissing(name: string, searchPath: string, workingDir: string): boolean {
  try {
    resolveCommand(name, searchPath, workingDir)
    return false
  } catch (error) {
    return error instanceof MuxError && error.code === 'not-found'
  }
}

function resolvePath(argv: readonly string[], profile: ResolvedProfile, searchPath: string): string {
  const { allowedCommands, title, workingDir } = profile
  if (allowedCommands) return matchAllowedCommand(argv, { allowed: allowedCommands, profile: title })
  return resolveCommand(argv[0] ?? '', searchPath, workingDir)
}
