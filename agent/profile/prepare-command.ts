import { MuxError } from '../../proto/mux/errors.ts'
import { recognizeCopy } from '../copy/copy-command.ts'
import { toCopyProgram } from '../copy/copy-program.ts'
import type { Command } from '../host/command.ts'
import { assembleCommand, checkArguments } from './assemble-command.ts'
import type { CommandContext } from './assemble-command.ts'
import { findExecutable, resolveCommand, systemPath } from './executables.ts'
import { resolveProfile } from './resolve-profile.ts'
import type { Profile, ResolvedProfile } from './resolve-profile.ts'

interface CommandRequest extends CommandContext {
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

/** Which commands a profile lets through. */
interface CommandRules {
  /** Each `executable [argument…]`, split at blanks. Without arguments, any will do; with them, exactly those. */
  readonly allowed: readonly string[]
  /** Names whose commands these are, for the message. */
  readonly profile: string
  /** Where bare names are looked for; {@link systemPath} when absent. Never the client's or the profile's PATH. */
  readonly directories?: readonly string[]
}

/**
 * The path to execute for `command`, when one of the rules allows it. It is the path that was compared: whoever
 * executes it looks nothing up again. Throws MuxError `forbidden`, and `not-found` for an allowed command that is not there.
 */
function matchAllowedCommand(command: readonly string[], rules: CommandRules): string {
  const path = checkAllowed(command, rules)
  if (path !== undefined) return path
  const { directories = systemPath } = rules
  const name = JSON.stringify(command[0] ?? '')
  throw new MuxError('not-found', `exec: ${name}: executable file not found in ${directories.join(':')}`)
}

/** The same, and undefined for an allowed command that is not there. Throws MuxError `forbidden`. */
function checkAllowed(command: readonly string[], rules: CommandRules): string | undefined {
  const { directories = systemPath } = rules
  const [name = '', ...args] = command
  const path = findExecutable(name, directories)
  if (!rules.allowed.some((rule) => allows(rule, { name, path, args }, directories))) throw forbidden(command, rules)
  return path
}

interface Request {
  readonly name: string
  readonly path: string | undefined
  readonly args: readonly string[]
}

function allows(rule: string, request: Request, directories: readonly string[]): boolean {
  const [executable, ...args] = rule.split(/[ \t]+/).filter((word) => word !== '')
  if (executable === undefined) return false
  const argumentsMatch = args.length === 0 || isSame(args, request.args)
  return argumentsMatch && isExecutable(executable, request, directories)
}

/** A command that is nowhere may be named by the rule's very word: its user hears that it is missing, not that it is forbidden. */
function isExecutable(executable: string, request: Request, directories: readonly string[]): boolean {
  const path = findExecutable(executable, directories)
  return request.path === undefined ? path === undefined && executable === request.name : path === request.path
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((word, index) => word === right[index])
}

function forbidden(command: readonly string[], rules: CommandRules): MuxError {
  const wanted = JSON.stringify(command[0] ?? '') + (command.length > 1 ? ' with these arguments' : '')
  const allowed = rules.allowed.length === 0 ? 'no command at all' : `only: ${rules.allowed.join(', ')}`
  return new MuxError('forbidden', `${rules.profile} does not allow ${wanted}; it allows ${allowed}`)
}
