import { isExecutableFile } from './executables.ts'
import type { ResolvedProfile } from './resolve-profile.ts'

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
