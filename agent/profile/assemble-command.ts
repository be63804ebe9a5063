import { MuxError } from '../../proto/mux/errors.ts'
import type { Command } from '../host/command.ts'
import { markerVariable } from '../host/session-records.ts'
import type { HostUser } from '../host/users.ts'
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
interface Program {
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

interface EnvironmentOptions {
  readonly user: HostUser
  readonly path: string
  /** The profile's, in order; a later one of the same name wins. */
  readonly additions: readonly { readonly name?: string | null; readonly value?: string | null }[]
  /** What tells this session from all others. */
  readonly marker: string
  /** With a terminal. */
  readonly tty: boolean
  /** The agent's own environment, of which only language and time zone are passed on. */
  readonly own: NodeJS.ProcessEnv
}

const inherited = /^(LANG|LANGUAGE|LC_[A-Z]+|TZ)$/

/**
 * The environment of a command: a login's, not the agent's, which may hold what is nobody's business (systemd's
 * credentials, a proxy's password, NODE_OPTIONS).
 */
function makeEnvironment(options: EnvironmentOptions): Record<string, string> {
  const { user, own } = options
  const env: Record<string, string> = {}
  for (const [name, value] of Object.entries(own)) if (value !== undefined && inherited.test(name)) env[name] = value
  Object.assign(env, { PATH: options.path, HOME: user.home, USER: user.name, LOGNAME: user.name, SHELL: user.shell })
  if (options.tty) env['TERM'] = 'xterm-256color'
  for (const { name, value } of options.additions) if (name) env[name] = value ?? ''
  env[markerVariable] = options.marker
  return env
}

/** Linux' limit for one argument or variable, MAX_ARG_STRLEN: 32 pages, with the byte that ends it. */
const maxStringBytes = 32 * 4096 - 1

/** Throws MuxError `invalid` for words that no process can be given. */
export function checkArguments(argv: readonly string[]): void {
  if (argv.length === 0 || argv[0] === '') throw new MuxError('invalid', 'no command was given')
  if (argv.some((word) => word.includes('\0')))
    throw new MuxError('invalid', 'an argument contains a NUL byte, which no process can be given')
  const long = argv.findIndex((word) => Buffer.byteLength(word) > maxStringBytes)
  if (long >= 0)
    throw new MuxError('invalid', `exec: argument ${long} is longer than the ${maxStringBytes} bytes that Linux takes`)
}
