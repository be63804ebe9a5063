import { MuxError } from '../../proto/mux/errors.ts'
import type { Command } from '../host/command.ts'
import { matchAllowedCommand } from './allowed-commands.ts'
import { makeEnvironment } from './environment.ts'
import { defaultPath, resolveCommand, systemPath } from './executables.ts'
import { resolveProfile } from './resolve-profile.ts'
import type { Profile, ResolvedProfile } from './resolve-profile.ts'

export interface CommandRequest {
  readonly argv: readonly string[]
  readonly profile: Profile | null | undefined
  readonly tty: boolean
  readonly marker: string
  /** The agent's own environment. */
  readonly ownEnv: NodeJS.ProcessEnv
}

/** Linux' limit for one argument or variable, MAX_ARG_STRLEN: 32 pages, with the byte that ends it. */
const maxStringBytes = 32 * 4096 - 1

/** Turns a request into what will be executed, or throws MuxError saying why it will not be. */
export function prepareCommand(request: CommandRequest): Command {
  checkArguments(request.argv)
  const profile = resolveProfile(request.profile)
  const restricted = profile.allowedCommands !== undefined
  // What a restricted command itself may start is found where the restriction was judged.
  const fallback = restricted ? systemPath.join(':') : ownPath(profile, request.ownEnv)
  const env = makeEnvironment({
    user: profile.user,
    path: fallback,
    additions: profile.env,
    marker: request.marker,
    tty: request.tty,
    own: request.ownEnv,
  })
  const { workingDir } = profile
  const path = resolvePath(request.argv, profile, env['PATH'] ?? fallback)
  return { path, argv: request.argv, env, workingDir, user: profile.switchUser ? profile.user : undefined }
}

function resolvePath(argv: readonly string[], profile: ResolvedProfile, searchPath: string): string {
  const { allowedCommands, title, workingDir } = profile
  if (allowedCommands) return matchAllowedCommand(argv, { allowed: allowedCommands, profile: title })
  return resolveCommand(argv[0] ?? '', searchPath, workingDir)
}

/** Another user has no use for the PATH of the agent's. */
function ownPath(profile: ResolvedProfile, ownEnv: NodeJS.ProcessEnv): string {
  return (profile.switchUser ? undefined : ownEnv['PATH']) || defaultPath
}

function checkArguments(argv: readonly string[]): void {
  if (argv.length === 0 || argv[0] === '') throw new MuxError('invalid', 'no command was given')
  if (argv.some((word) => word.includes('\0')))
    throw new MuxError('invalid', 'an argument contains a NUL byte, which no process can be given')
  const long = argv.findIndex((word) => Buffer.byteLength(word) > maxStringBytes)
  if (long >= 0)
    throw new MuxError('invalid', `exec: argument ${long} is longer than the ${maxStringBytes} bytes that Linux takes`)
}
