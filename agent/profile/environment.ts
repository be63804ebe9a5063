import { markerVariable } from '../host/session-records.ts'
import type { HostUser } from '../host/users.ts'

export interface EnvironmentOptions {
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
export function makeEnvironment(options: EnvironmentOptions): Record<string, string> {
  const { user, own } = options
  const env: Record<string, string> = {}
  for (const [name, value] of Object.entries(own)) if (value !== undefined && inherited.test(name)) env[name] = value
  Object.assign(env, { PATH: options.path, HOME: user.home, USER: user.name, LOGNAME: user.name, SHELL: user.shell })
  if (options.tty) env['TERM'] = 'xterm-256color'
  for (const { name, value } of options.additions) if (name) env[name] = value ?? ''
  env[markerVariable] = options.marker
  return env
}
